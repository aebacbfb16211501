export const handler = awslambda.streamifyResponse(async (_event, stream) => {
  stream.write('Hello, ');
  stream.end('world!');
});
