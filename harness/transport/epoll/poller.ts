// One epoll descriptor, and waiting at it to the microsecond without keeping node's own events waiting.

import { assert } from '../../errors.ts';
import {
  close,
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLL_CTL_MOD,
  EPOLLET,
  EPOLLIN,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDHUP,
  epollControl,
  epollCreate,
  epollEventLayout,
  epollWait,
  epollWaitNs,
  errnoName,
  nodeLoopDescriptor,
  setTimerSlackNs,
} from './system-calls.ts';

const EVENTS_MAX = 1024;
/**
 * Node's timers are the one thing that its loop descriptor does not announce; they come at most this late. A wait this long
 * when nothing happens costs an idle process half a percent of a core.
 */
const WAIT_US_MAX = 5000;
/** The same, where node's loop can't be watched: its messages and signals would wait as long. */
const WAIT_US_MAX_BLIND = 1000;

const EPOLL_CLOEXEC = 0o2000000;
/** The mark of node's own loop in the events; no descriptor has it. */
const NODE_LOOP = 0xffff_ffff;

export class Poller {
  #poller: number;
  readonly #words: number;
  readonly #dataWord: number;
  readonly #events: Uint32Array;
  readonly #control: Uint32Array;
  readonly #timeout = new Int32Array(4);
  readonly #waitUsMax: number;
  #waitNs = epollWaitNs;

  constructor(watchNodeLoop: boolean) {
    const layout = epollEventLayout(process.arch);
    assert(layout !== undefined, `the layout of struct epoll_event on ${process.arch} is known`);
    this.#words = layout.words;
    this.#dataWord = layout.dataWord;
    this.#events = new Uint32Array(EVENTS_MAX * layout.words);
    this.#control = new Uint32Array(layout.words);
    this.#poller = epollCreate(EPOLL_CLOEXEC);
    assert(this.#poller >= 0, `epoll_create1 works: ${errnoName()}`);
    this.#waitUsMax = WAIT_US_MAX_BLIND;
    if (watchNodeLoop && nodeLoopDescriptor !== undefined) {
      // Level-triggered: it stays ready until node has turned its loop.
      if (this.#set(EPOLL_CTL_ADD, nodeLoopDescriptor, EPOLLIN, NODE_LOOP, 0) === 0) this.#waitUsMax = WAIT_US_MAX;
    }
    // The kernel may delay a wake-up by 50 us to save power; a pacer can't have that.
    setTimerSlackNs?.(1);
  }

  /**
   * Watches a descriptor for everything at once, edge-triggered: one call for its whole life, no call for each change of mind
   * about reading or writing, and no event again and again for a peer that hung up on a client that is not reading.
   */
  add(fd: number, generation: number): boolean {
    return this.#set(EPOLL_CTL_ADD, fd, EVERYTHING, fd, generation) === 0;
  }

  /** Announces anew whatever is there now. */
  rearm(fd: number, generation: number): void {
    this.#set(EPOLL_CTL_MOD, fd, EVERYTHING, fd, generation);
  }

  /** Watches a descriptor no more that stays open; one that is closed is gone by itself. */
  remove(fd: number): void {
    this.#set(EPOLL_CTL_DEL, fd, 0, fd, 0);
  }

  /** Waits for events, at most for `us`, and returns how many there are. */
  wait(us: number): number {
    if (this.isClosed) return 0;
    const boundedUs = Math.min(us, this.#waitUsMax);
    if (boundedUs <= 0) return Math.max(0, epollWait(this.#poller, this.#events, EVENTS_MAX, 0));
    if (this.#waitNs !== undefined) {
      // struct timespec { i64 seconds; i64 nanoseconds; }, and a wait here is far less than a second
      this.#timeout[2] = Math.ceil(boundedUs * 1000);
      const count = this.#waitNs(this.#poller, this.#events, EVENTS_MAX, this.#timeout, null);
      if (count >= 0) return count;
      if (errnoName() === 'EINTR') return 0;
      // Older kernels do not know it, and some sandboxes do not allow it.
      this.#waitNs = undefined;
    }
    // Whole milliseconds only: less than one is waited for by coming round again.
    return Math.max(0, epollWait(this.#poller, this.#events, EVENTS_MAX, Math.floor(boundedUs / 1000)));
  }

  /** The descriptor of event `index`; -1 when node's own loop is ready. */
  descriptorOf(index: number): number {
    const data = this.#events[index * this.#words + this.#dataWord] as number;
    return data === NODE_LOOP ? -1 : data;
  }

  generationOf(index: number): number {
    return this.#events[index * this.#words + this.#dataWord + 1] as number;
  }

  readinessOf(index: number): number {
    return this.#events[index * this.#words] as number;
  }

  get isClosed(): boolean {
    return this.#poller < 0;
  }

  close(): void {
    if (this.isClosed) return;
    close(this.#poller);
    this.#poller = -1;
  }

  #set(operation: number, fd: number, readiness: number, data: number, generation: number): number {
    this.#control[0] = readiness;
    this.#control[this.#dataWord] = data;
    this.#control[this.#dataWord + 1] = generation;
    return epollControl(this.#poller, operation, fd, this.#control);
  }
}

const EVERYTHING = (EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP | EPOLLET) >>> 0;
