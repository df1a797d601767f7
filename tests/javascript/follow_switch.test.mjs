// What a browser must be able to do for notifications, and how its subscription is sent.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  describeSubscription,
  findObstacle,
  isSameKey,
  readKey,
} from "../../broadcast/notifications/static/follow_switch.mjs";

const able = { hasWorkers: true, hasPush: true, permission: "default", isApple: false };

test("a browser that can subscribe meets no obstacle", () => {
  assert.equal(findObstacle(able), null);
  assert.equal(findObstacle({ ...able, permission: "granted", isApple: true }), null);
});

test("the obstacle is named: no support, the home screen of Apple's devices, a refusal", () => {
  assert.equal(findObstacle({ ...able, hasWorkers: false }), "unsupported");
  assert.equal(findObstacle({ ...able, hasPush: false }), "unsupported");
  assert.equal(findObstacle({ ...able, hasPush: false, isApple: true }), "home_screen");
  assert.equal(findObstacle({ ...able, permission: "denied" }), "denied");
});

test("keys are read from base64url without padding, and compared by their bytes", () => {
  const key = readKey("-_8B");
  assert.deepEqual([...key], [251, 255, 1]);
  assert.deepEqual([...readKey("AQ")], [1]);
  assert.equal(isSameKey(key.buffer, key), true);
  assert.equal(isSameKey(readKey("-_8C").buffer, key), false);
  assert.equal(isSameKey(null, key), false);
});

test("the server gets the address and both keys of a subscription", () => {
  const given = { endpoint: "https://push.example/x", keys: { p256dh: "a", auth: "b" } };
  assert.deepEqual(describeSubscription(given), { endpoint: given.endpoint, public_key: "a", secret: "b" });
});
