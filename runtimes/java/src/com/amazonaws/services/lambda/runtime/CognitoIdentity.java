package com.amazonaws.services.lambda.runtime;

/** Who called, where that was through Amazon Cognito. */
public interface CognitoIdentity {
    String getIdentityId();

    String getIdentityPoolId();
}
