export const handler = async (event) => ({
  statusCode: 200,
  body: JSON.stringify(`The event was ${JSON.stringify(event)}`),
});
