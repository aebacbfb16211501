/** Inputs and outputs of every operation. An AWS service has them generated, as `#models/<service>`; hello is nobody's service. */
export type Operations = {
  CreateGreeting: { input: CreateGreetingRequest; output: CreateGreetingResponse };
  SayHello: { input: SayHelloRequest; output: SayHelloResponse };
  TranslateGreeting: { input: SayHelloRequest; output: SayHelloResponse };
};

export type CreateGreetingRequest = {
  readonly Name: string;
  readonly Greeting: string;
  /** Part of the model, not of Lambent: dispatch refuses it, since no operation lists it in its `fields`. */
  readonly Language?: string | undefined;
};

export type CreateGreetingResponse = { readonly GreetingArn: string };

export type SayHelloRequest = { readonly Name: string };

export type SayHelloResponse = { readonly Text: string };
