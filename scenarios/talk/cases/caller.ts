// Who acts in the cases of talk: a client that takes turns with the operator, who is the harness itself where the target was started
// by it. What is printed and what is sent are two streams with no order between them: whoever waits for both waits for each.

import { Actor } from '../../../harness/judge/actor.ts';
import { type Case, defineCase } from '../../../harness/judge/case.ts';
import { notApplicable } from '../../../harness/judge/judgement.ts';
import type { Scene } from '../../../harness/judge/scene.ts';

export const CLIENT_SAY = 'client say:';
export const YOU_WANT_TO_SAY = 'you want to say:';
export const CLIENT_SHUTDOWN = ' client shutdown !';

const NO_WISH: { readonly text?: string; readonly answer?: string } = {};

/** The questions, as keys of the profile. */
export const OPERATOR = 'talk/4.5/operator';
export const CLIENTS = 'talk/4.4/clients';
export const QUESTIONS_AT_ONCE = 'talk/4.4/questions-at-once';

/** For an answer to come at once; where none does, somebody who has left may have been answered instead. */
const ANSWER_MS = 150;
/** For the rest of an answer that came in pieces. */
const REST_MS = 20;
const LINES_MAX = 12;
const ROUNDS_MAX = 30;

export type TalkScene = Scene<Caller>;

/** stdio: lines that are typed are the answers. unknown: nobody can be seen to answer. */
export type Manner = 'stdio' | 'echo' | 'script' | 'unknown';

/** One message and its answer. */
export interface Turn {
  readonly actor: string;
  readonly text: string;
  readonly answer: string;
  /** Undefined where nobody reads what is printed. */
  readonly isShown: boolean | undefined;
  readonly isAnswered: boolean;
}

/** Where one is not right nothing is learnt of those behind it. */
export function isRight({ isShown, isAnswered }: Pick<Turn, 'isShown' | 'isAnswered'>): boolean {
  return isShown !== false && isAnswered;
}

export function mannerOf({ profile, target }: Pick<Scene, 'profile' | 'target'>): Manner {
  const answer = profile[OPERATOR];
  if (answer === 'echo' || answer === 'script') return answer;
  return target.operator === undefined ? 'unknown' : 'stdio';
}

export class Caller extends Actor {
  /** The target has not ended its stream: whoever says something may be answered. */
  get isHeard(): boolean {
    return this.isOpen && this.ended === undefined;
  }

  /** One turn, in the manner of the target's operator. */
  async takesTurn(text = `say ${this.scene.token()}`, answer = `answer ${this.scene.token()}`): Promise<Turn> {
    const { scene, label } = this;
    const manner = mannerOf(scene);
    if (manner === 'stdio') {
      this.send(text);
      const isShown = await isShownTo(scene, text);
      scene.operator.types(answer);
      return { actor: label, text, answer, isShown, isAnswered: await this.hasHeard(answer) };
    }
    const before = this.bytesReceived;
    this.send(text);
    if (manner === 'echo') return { actor: label, text, answer: text, isShown: undefined, isAnswered: await this.hasHeard(text) };
    const isAnswered = manner === 'script' && (await this.until('an answer', () => this.bytesReceived > before));
    return { actor: label, text, answer: this.received.subarray(before).toString(), isShown: undefined, isAnswered };
  }

  /** Turn by turn, up to the first that is not right. */
  async takesTurns(wanted: number | readonly { readonly text?: string; readonly answer?: string }[]): Promise<Turn[]> {
    const turns: Turn[] = [];
    for (const { text, answer } of typeof wanted === 'number' ? Array.from({ length: wanted }, () => NO_WISH) : wanted) {
      turns.push(await this.takesTurn(text, answer));
      if (!turns.every(isRight)) break;
    }
    return turns;
  }

  /** Waits until the last that came is this. */
  hasHeard(answer: string, patienceMs?: number): Promise<boolean> {
    const bytes = Buffer.from(answer);
    return this.until(
      'the answer',
      () => this.bytesReceived >= bytes.length && this.received.subarray(-bytes.length).equals(bytes),
      patienceMs,
    );
  }

  /** Whether there is somebody who answers, whatever lines are left of others. */
  async isAnswered(): Promise<boolean> {
    return mannerOf(this.scene) === 'stdio' ? await this.tunesIn() : (await this.takesTurn()).isAnswered;
  }

  /** A turn behind all that is suspected: once its answer has come, nothing else can. */
  async fences(): Promise<boolean> {
    const { scene } = this;
    const text = `fence ${scene.token()}`;
    const answer = mannerOf(scene) === 'echo' ? text : `fenced ${scene.token()}`;
    this.send(text);
    if (mannerOf(scene) === 'stdio') {
      await isShownTo(scene, text);
      scene.operator.types(answer);
    }
    return await this.isFencedBy(answer);
  }

  /**
   * Takes turns until an answer is the line that was typed last. Lines may be left that nobody has asked for, and questions of clients
   * that have left may wait for lines; both are behind us then. What came up to here means nothing.
   */
  async tunesIn(): Promise<boolean> {
    const { scene } = this;
    const { operator } = scene;
    const typed: string[] = [];
    const type = (): void => {
      const line = `tuning in ${scene.token()}`;
      typed.push(line);
      operator.types(line);
    };
    const isLastHere = (): boolean => this.received.includes(typed.at(-1) ?? '');
    for (let round = 0; round < ROUNDS_MAX && this.isHeard; round++) {
      const text = `tune ${scene.token()}`;
      const before = this.bytesReceived;
      this.send(text);
      await isShownTo(scene, text);
      if (typed.length === 0) type();
      while (!(await this.until('an answer', () => this.bytesReceived > before, ANSWER_MS))) {
        if (typed.length >= LINES_MAX || !this.isHeard) return false;
        type();
      }
      if (await this.until('the last line', isLastHere, REST_MS)) return true;
    }
    return false;
  }
}

/** Somebody who has connected, and whose next answer is the next line that is typed. */
export async function tunedIn(scene: TalkScene, label: string): Promise<Caller> {
  const one = await scene.connected(label);
  if (mannerOf(scene) === 'stdio') scene.require(await one.tunesIn(), `${label} could not take turns with the operator`);
  return one;
}

/** Waits until the operator is shown that message. */
export function isShownTo(scene: Pick<Scene, 'operator'>, text: string, patienceMs?: number): Promise<boolean> {
  return isPrintedTo(scene, `${CLIENT_SAY}${text}`, patienceMs);
}

/** Waits until that has been printed, at whatever time in this case. */
export function isPrintedTo({ operator }: Pick<Scene, 'operator'>, text: string, patienceMs?: number): Promise<boolean> {
  const bytes = Buffer.from(text);
  return operator.until(`${JSON.stringify(text)} to be printed`, () => operator.printed.includes(bytes), patienceMs);
}

/** Serves one client at a time: so it was declared, or has been learnt. */
function isForOne({ capacity, profile }: TalkScene): boolean {
  return capacity === 1 || profile[CLIENTS] === 'one';
}

/** Nobody has said that the operator is asked the next question before the last is answered. */
export function asksOneByOne({ profile }: Pick<TalkScene, 'profile'>): boolean {
  return profile[QUESTIONS_AT_ONCE] === 'one';
}

type Definition<F> = Omit<Case<Caller, F>, 'drive' | 'judge' | 'level'> & {
  readonly level?: Case['level'];
  /**
   * In which manners it can be judged; `stdio` when nothing is said. printed: in any, as long as what is printed can be read.
   * answered: in any in which messages are answered.
   */
  readonly manner?: 'stdio' | 'echo' | 'script' | 'printed' | 'answered';
  /** For servers that serve one client at a time, or several at once; for either when nothing is said. */
  readonly serves?: 'one' | 'several';
  /** Several questions have to stand before the operator at once. */
  readonly asks?: 'several';
  drive(scene: TalkScene): Promise<F>;
  judge: Case<Caller, F>['judge'];
};

type Played<F> = { readonly kind: 'played'; readonly facts: F } | { readonly kind: 'skipped'; readonly why: string };

export function talkCase<F>({
  level = 'must',
  manner = 'stdio',
  serves,
  asks,
  drive,
  judge,
  ...rule
}: Definition<F>): Case<Caller> {
  return defineCase<Caller, Played<F>>({
    ...rule,
    level,
    ...(manner === 'stdio' || manner === 'printed' ? { needs: ['operator'] } : {}),
    ...(serves === 'several' ? { clients: 2 } : {}),
    async drive(scene) {
      const actual = mannerOf(scene);
      if (manner === 'answered' && actual === 'unknown') return { kind: 'skipped', why: 'Nobody is seen to answer.' };
      if (manner !== 'printed' && manner !== 'answered' && manner !== actual) {
        const who = actual === 'unknown' ? 'nobody is seen to answer' : `the operator is '${actual}'`;
        return { kind: 'skipped', why: `It is about the operator '${manner}', and here ${who}.` };
      }
      if (serves === 'several' && isForOne(scene)) return { kind: 'skipped', why: 'The target serves one client at a time.' };
      if (serves === 'one' && !isForOne(scene)) return { kind: 'skipped', why: 'The target serves several clients at once.' };
      if (asks === 'several' && asksOneByOne(scene)) {
        return { kind: 'skipped', why: 'The target asks its operator one question at a time.' };
      }
      return { kind: 'played', facts: await drive(scene) };
    },
    judge({ history, facts, profile }) {
      if (facts.kind === 'skipped') return notApplicable(facts.why);
      return judge({ history, facts: facts.facts, profile });
    },
  });
}
