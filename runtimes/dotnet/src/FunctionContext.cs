using System;
using System.Collections.Generic;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Lambent
{
    /// <summary>What a handler gets beside its event. The virtual members are those of later versions of the interface.</summary>
    class FunctionContext : ILambdaContext
    {
        readonly Invocation invocation;
        readonly Lazy<IClientContext> clientContext;
        readonly Lazy<ICognitoIdentity> identity;

        public FunctionContext(Invocation invocation, object serializer, Logs logs)
        {
            this.invocation = invocation;
            Serializer = (ILambdaSerializer)serializer;
            Logger = new FunctionLogger(logs);
            clientContext = new Lazy<IClientContext>(() => new ClientContextOf(Parsed(invocation.ClientContext)));
            identity = new Lazy<ICognitoIdentity>(() => new IdentityOf(Parsed(invocation.Identity)));
        }

        public string AwsRequestId => invocation.RequestId;
        public IClientContext ClientContext => clientContext.Value;
        public string FunctionName => Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME");
        public string FunctionVersion => Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_VERSION");
        public ICognitoIdentity Identity => identity.Value;
        public string InvokedFunctionArn => invocation.InvokedFunctionArn;
        public ILambdaLogger Logger { get; }
        public string LogGroupName => Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_GROUP_NAME");
        public string LogStreamName => Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_STREAM_NAME");
        public int MemoryLimitInMB => int.Parse(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
        public TimeSpan RemainingTime => DateTimeOffset.FromUnixTimeMilliseconds(invocation.DeadlineMs) - DateTimeOffset.UtcNow;
        public virtual string TenantId => invocation.TenantId;
        public virtual string TraceId => invocation.TraceId;
        public virtual ILambdaSerializer Serializer { get; }

        static JsonElement Parsed(string json)
        {
            if (string.IsNullOrWhiteSpace(json)) return default(JsonElement);
            using (var document = JsonDocument.Parse(json)) return document.RootElement.Clone();
        }

        sealed class ClientContextOf : IClientContext
        {
            public ClientContextOf(JsonElement tree)
            {
                Environment = Json.Texts(tree, "env");
                Custom = Json.Texts(tree, "custom");
                if (tree.ValueKind == JsonValueKind.Object && tree.TryGetProperty("client", out var client)) Client = new ApplicationOf(client);
            }

            public IDictionary<string, string> Environment { get; }
            public IClientApplication Client { get; }
            public IDictionary<string, string> Custom { get; }
        }

        class Described
        {
            protected readonly JsonElement Tree;

            protected Described(JsonElement tree)
            {
                Tree = tree;
            }
        }

        sealed class ApplicationOf : Described, IClientApplication
        {
            public ApplicationOf(JsonElement tree)
                : base(tree)
            {
            }

            public string AppPackageName => Json.Text(Tree, "app_package_name");
            public string AppTitle => Json.Text(Tree, "app_title");
            public string AppVersionCode => Json.Text(Tree, "app_version_code");
            public string AppVersionName => Json.Text(Tree, "app_version_name");
            public string InstallationId => Json.Text(Tree, "installation_id");
        }

        sealed class IdentityOf : Described, ICognitoIdentity
        {
            public IdentityOf(JsonElement tree)
                : base(tree)
            {
            }

            public string IdentityId => Json.Text(Tree, "cognitoIdentityId");
            public string IdentityPoolId => Json.Text(Tree, "cognitoIdentityPoolId");
        }
    }
}
