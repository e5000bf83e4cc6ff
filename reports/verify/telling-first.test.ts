import { expect, it } from 'vitest';
import { EXAMPLE_FAIL, EXAMPLE_PROPERTY } from '../../harness/record/example-verify-record.test-support.ts';
import { tellingFirst } from './telling-first.ts';

it('tells first what has to hold, and there what the contract says before what holds of any protocol and of any program', () => {
  const should = { ...EXAMPLE_FAIL, id: 'chat/1.1.3/should', level: 'should' as const };
  const generic = { ...EXAMPLE_FAIL, id: 'chat/generic/segmentation/cut-messages' };
  const may = { ...EXAMPLE_FAIL, id: 'chat/1.1.1/may', level: 'may' as const };
  const second = { ...EXAMPLE_FAIL, id: 'chat/1.9.9/second' };
  expect(tellingFirst([may, EXAMPLE_PROPERTY, should, generic, EXAMPLE_FAIL, second])).toEqual([
    EXAMPLE_FAIL,
    second,
    generic,
    EXAMPLE_PROPERTY,
    should,
    may,
  ]);
});
