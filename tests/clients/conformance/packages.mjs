// Packages from npm stand beside the JavaScript tests, which install them.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../js/', import.meta.url));
export const { WebSocket, WebSocketServer } = require('ws');
export const msgpack = require('@msgpack/msgpack');
