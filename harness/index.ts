// The package's public face: what a program of one's own needs to drive virtual clients.

export { Client, type ClientOptions } from './client/client.ts';
export { type Connected, connectMany, type ManyConnections } from './client/connect-many.ts';
export { type Closed, describe, type Frame, type Garbage, type Outcome, type Reset, type TimedOut } from './client/outcome.ts';
export { type Cut, type PiecesOptions, sendInPieces, type UnreadBytes } from './client/pieces.ts';
export { type Clock, type Timer, wait, waitUntil } from './clock.ts';
export { type ErrorCode, HarnessError } from './errors.ts';
export { Actor, type ActorOptions, type HowEnded } from './judge/actor.ts';
export {
  type Case,
  type Contract,
  defineCase,
  defineContract,
  defineProperty,
  type Exchange,
  type Exchanges,
  type GenericGroup,
  type Level,
  type Need,
  type Property,
  type Question,
  type View,
} from './judge/case.ts';
export type { History, HistoryEvent } from './judge/history.ts';
export {
  type CaseVerdict,
  type Difference,
  type Evidence,
  fail,
  inconclusive,
  type Judgement,
  notApplicable,
} from './judge/judgement.ts';
export { type Heard, type HeardFrame, Judging, type Window } from './judge/judging.ts';
export { Scene, type SceneOperator } from './judge/scene.ts';
export { EVERYBODY, MARK_BYTES, type Mark } from './script/marked-message.ts';
export {
  type Dialect,
  defineDialect,
  defineScenario,
  type Framings,
  type Param,
  type Params,
  type ParamValue,
  type Scenario,
} from './script/scenario.ts';
export type { Seat } from './script/seat.ts';
export { Speaker } from './script/speaker.ts';
export { type ChosenTransport, chooseTransport, type TransportChoice } from './transport/choose.ts';
export { describeEndpoint, type Endpoint, parseTarget, resolveTarget } from './transport/endpoint.ts';
export { type LimitProblem, type MachineLimits, preflight, readLimits } from './transport/limits.ts';
export { type MemoryNetworkOptions, MemoryTransport } from './transport/memory/transport.ts';
export { type ConnectionOutcome, describeOutcome, type OutcomeKind, type Phase } from './transport/outcome.ts';
export { planSources, SourcePairs, type SourcePlan } from './transport/sources.ts';
export type {
  Connection,
  ConnectionHandler,
  ConnectOptions,
  Listener,
  ListenerHandler,
  ListenOptions,
  ListenOutcome,
  SocketOptions,
  Transport,
} from './transport/transport.ts';
export { Decoder, type Step } from './wire/decoder.ts';
export { type Encoded, encode } from './wire/encode.ts';
export { delimited, type Framing, fixedFrames, fixedTexts, lengthPrefixed, nulEnded, unframed } from './wire/framing.ts';
export type { Refusal, Violation } from './wire/violation.ts';
