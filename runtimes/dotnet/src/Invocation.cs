using System.IO;

namespace Lambent
{
    /// <summary>One event and what the platform says about it.</summary>
    sealed class Invocation
    {
        public string RequestId;
        public long DeadlineMs;
        public string InvokedFunctionArn;
        public string TraceId;
        public string TenantId;
        /// <summary>JSON, or null.</summary>
        public string ClientContext;
        /// <summary>JSON, or null.</summary>
        public string Identity;
        public Stream Event;
    }
}
