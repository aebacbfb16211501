package com.amazonaws.services.lambda.runtime;

import java.util.Map;

/** What the caller says of itself in the X-Amz-Client-Context header. */
public interface ClientContext {
    Client getClient();

    Map<String, String> getCustom();

    Map<String, String> getEnvironment();
}
