// A fixed number of slots of equal length, the newest ones of a series. Nothing here grows.

export class Ring {
  readonly #values: Float64Array;
  readonly #counts: Uint16Array; // samples a slot, so that a running mean can go on; 0 is unknown
  #newest = -1;

  /** @param step seconds a slot. */
  constructor(readonly step: number, readonly size: number) {
    this.#values = new Float64Array(size).fill(NaN);
    this.#counts = new Uint16Array(size);
  }

  get newest(): number { return this.#newest; }

  /** The mean of a slot (a slot's number is Unix seconds over step), not a number where nothing is known. */
  at(slot: number): number {
    return slot > this.#newest || slot <= this.#newest - this.size || slot < 0 ? NaN : this.#values[slot % this.size]!;
  }

  clear(): void {
    this.#values.fill(NaN);
    this.#counts.fill(0);
    this.#newest = -1;
  }

  /** How many samples a slot's mean is of, 0 where that is not known. */
  samples(slot: number): number {
    return Number.isNaN(this.at(slot)) ? 0 : this.#counts[slot % this.size]!;
  }

  /** A live sample. One of an earlier slot than the newest is left to the next reading of history. */
  add(second: number, value: number): void {
    const slot = Math.floor(second / this.step);
    this.#advance(slot);
    if (slot !== this.#newest || Number.isNaN(value)) {
      return;
    }

    const place = slot % this.size;
    const count = this.#counts[place]! + 1;
    const mean = this.#values[place]!;
    this.#counts[place] = count;
    this.#values[place] = Number.isNaN(mean) ? value : mean + (value - mean) / count;
  }

  /** What history says of a slot. Where it says nothing, what was seen live stays; live samples of the running slot go on from its mean. */
  fill(slot: number, value: number | null | undefined, samples = 0): void {
    if (value === null || value === undefined || Number.isNaN(value) || slot <= this.#newest - this.size) {
      return;
    }

    this.#advance(slot);
    this.#values[slot % this.size] = value;
    this.#counts[slot % this.size] = samples;
  }

  #advance(slot: number): void {
    if (slot <= this.#newest) {
      return;
    }

    const from = Math.max(this.#newest + 1, slot - this.size + 1);
    for (let empty = from; empty <= slot; empty += 1) {
      this.#values[empty % this.size] = NaN;
      this.#counts[empty % this.size] = 0;
    }

    this.#newest = slot;
  }
}
