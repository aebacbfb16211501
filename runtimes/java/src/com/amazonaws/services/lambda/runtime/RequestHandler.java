package com.amazonaws.services.lambda.runtime;

/** A handler of values: the runtime makes them of JSON, and JSON of them. */
public interface RequestHandler<I, O> {
    O handleRequest(I input, Context context);
}
