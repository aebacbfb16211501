import { createRequire } from 'node:module';
import { Socket } from 'node:net';

const require = createRequire(import.meta.url);
const socket = new Socket({ fd: 3 });
const [file, name] = process.env._HANDLER.split('.');
const handler = require(`${process.env.LAMBDA_TASK_ROOT}/${file}.js`)[name];
let pending = Buffer.alloc(0);
let stdioBytes = 0;
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (chunk, ...rest) => {
  stdioBytes += Buffer.byteLength(chunk);
  return write(chunk, ...rest);
};
function send(type, head, body) {
  const headBytes = Buffer.from(JSON.stringify({ ...head, stdioBytes, telemetryBytes: 0 }));
  const bytes = Buffer.from(body);
  const frame = Buffer.alloc(9);
  frame.writeUInt32BE(5 + headBytes.length + bytes.length, 0);
  frame[4] = type;
  frame.writeUInt32BE(headBytes.length, 5);
  socket.write(Buffer.concat([frame, headBytes, bytes]));
}
socket.on('data', (chunk) => {
  pending = Buffer.concat([pending, chunk]);
  while (pending.length >= 9 && pending.length >= 4 + pending.readUInt32BE(0)) {
    const end = 4 + pending.readUInt32BE(0);
    const headEnd = 9 + pending.readUInt32BE(5);
    const head = JSON.parse(pending.toString('utf8', 9, headEnd));
    const event = JSON.parse(pending.toString('utf8', headEnd, end));
    pending = pending.subarray(end);
    Promise.resolve()
      .then(() => handler(event, { awsRequestId: head.requestId }))
      .then((value) => send(18, { requestId: head.requestId }, JSON.stringify(value ?? null)))
      .catch((error) => send(19, { requestId: head.requestId, errorType: error.name }, JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: error.stack.split('\n') })));
  }
});
send(16, {}, '');
