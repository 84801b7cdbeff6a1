// Packages from npm stand beside the JavaScript tests, which install them.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../js/', import.meta.url));
export const { WebSocket, WebSocketServer } = require('ws');
export const grpc = require('@grpc/grpc-js');
export const protoLoader = require('@grpc/proto-loader');
export const msgpack = require('@msgpack/msgpack');
