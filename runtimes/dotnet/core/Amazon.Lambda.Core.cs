using System;
using System.Collections.Generic;
using System.IO;

// What the runtime must know of AWS's Amazon.Lambda.Core to be compiled: as much as every version of it has. At run time there is the
// function's own. Partial, so that the tests can make a later version of it. What later versions add to these interfaces the runtime's classes have too, as virtual members of the same names.
namespace Amazon.Lambda.Core
{
    public partial interface ILambdaContext
    {
        string AwsRequestId { get; }
        IClientContext ClientContext { get; }
        string FunctionName { get; }
        string FunctionVersion { get; }
        ICognitoIdentity Identity { get; }
        string InvokedFunctionArn { get; }
        ILambdaLogger Logger { get; }
        string LogGroupName { get; }
        string LogStreamName { get; }
        int MemoryLimitInMB { get; }
        TimeSpan RemainingTime { get; }
    }

    public partial interface IClientContext
    {
        IDictionary<string, string> Environment { get; }
        IClientApplication Client { get; }
        IDictionary<string, string> Custom { get; }
    }

    public partial interface IClientApplication
    {
        string AppPackageName { get; }
        string AppTitle { get; }
        string AppVersionCode { get; }
        string AppVersionName { get; }
        string InstallationId { get; }
    }

    public partial interface ICognitoIdentity
    {
        string IdentityId { get; }
        string IdentityPoolId { get; }
    }

    public partial interface ILambdaLogger
    {
        void Log(string message);
        void LogLine(string message);
    }

    public partial interface ILambdaSerializer
    {
        T Deserialize<T>(Stream requestStream);
        void Serialize<T>(T response, Stream responseStream);
    }
}
