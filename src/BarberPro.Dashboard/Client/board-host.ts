// <board-drag>: around the day's cards. What follows pointer and keys is loaded where there is a board, and nowhere else.

import { LiveElement } from "./element";

export class BoardDrag extends LiveElement {
  #end: (() => void) | undefined;
  #turn = 0;

  protected connected(): void {
    const turn = (this.#turn += 1);
    void import("./board").then(board => {
      if (turn === this.#turn) {
        this.#end = board.start(this);
      }
    });
  }

  protected configure(): void { /* its attributes are read when something is done */ }

  protected released(): void {
    this.#turn += 1;
    this.#end?.();
    this.#end = undefined;
  }
}
