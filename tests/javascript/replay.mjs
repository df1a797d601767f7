// Reads feeds of messages from standard input, one JSON array of texts a line, and prints what a browser's board holds
// after each: for tests/broadcast/feed/test_viewers_agree.py.
import { createInterface } from "node:readline";
import { emptyBoard, receive } from "../../broadcast/feed/static/board.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  let board = emptyBoard("fr");
  const steps = JSON.parse(line).map((/** @type {string} */ text) => {
    const received = receive(board, JSON.parse(text));
    board = received.board;
    const shown = [...board.entries].filter(([, entry]) => entry.state !== null);
    return { epoch: board.epoch ?? "", offset: board.offset, behind: received.behind, keys: Object.fromEntries(shown) };
  });
  process.stdout.write(`${JSON.stringify(steps)}\n`);
}
