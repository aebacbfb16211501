using System.IO;

namespace Lambent
{
    /// <summary>What the runtime and the platform say to each other.</summary>
    interface IChannel
    {
        void Ready();

        void InitError(Failure failure);

        /// <summary>Waits for the next invocation. Null when the platform has gone.</summary>
        Invocation Next();

        void Respond(string requestId, MemoryStream result);

        void Fail(string requestId, Failure failure);

        /// <summary>In place of `Respond` or `Fail`.</summary>
        IResponseWriter Stream(string requestId);
    }
}
