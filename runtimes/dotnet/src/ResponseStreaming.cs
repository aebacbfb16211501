using System;
using System.Reflection;

namespace Lambent
{
    /// <summary>
    /// `LambdaResponseStreamFactory` of the function's own Amazon.Lambda.Core: what its streams write goes out as it comes. Its interface of
    /// them is nobody else's to implement, so that a proxy has to, made when the first stream is.
    /// </summary>
    sealed class ResponseStreaming
    {
        const string CoreAssembly = "Amazon.Lambda.Core";
        const string Namespace = "Amazon.Lambda.Core.ResponseStreaming.";

        /// <summary>What stands between the metadata of an HTTP response and its body.</summary>
        const int DelimiterBytes = 8;

        readonly IChannel channel;
        string requestId;
        ResponseStream open;

        public ResponseStreaming(IChannel channel)
        {
            this.channel = channel;
            AppDomain.CurrentDomain.AssemblyLoad += (sender, loaded) =>
            {
                if (loaded.LoadedAssembly.GetName().Name == CoreAssembly) Connect(loaded.LoadedAssembly);
            };
        }

        public bool IsOpen => open != null;

        public void Begin(string id)
        {
            requestId = id;
            open = null;
        }

        /// <summary>False where the handler has opened no stream.</summary>
        public bool End(Failure failure)
        {
            open?.End(failure);
            return IsOpen;
        }

        /// <summary>Earlier versions have no such factory.</summary>
        void Connect(Assembly core)
        {
            var contract = core.GetType(Namespace + "ILambdaResponseStream");
            var connect = core.GetType(Namespace + "LambdaResponseStreamFactory")
                ?.GetMethod("SetLambdaResponseStream", BindingFlags.NonPublic | BindingFlags.Static);
            if (contract == null || connect == null) return;
            var factory = GetType().GetMethod(nameof(Factory), BindingFlags.NonPublic | BindingFlags.Instance).MakeGenericMethod(contract);
            connect.Invoke(null, new[] { factory.Invoke(this, null) });
        }

        Func<byte[], T> Factory<T>()
            where T : class
        {
            return metadata =>
            {
                if (IsOpen) throw new InvalidOperationException("An invocation has one response stream, which was created before.");
                var proxy = DispatchProxy.Create<T, StreamProxy>();
                open = new ResponseStream(channel.Stream(requestId));
                if (metadata.Length > 0)
                {
                    var prelude = new byte[metadata.Length + DelimiterBytes];
                    metadata.CopyTo(prelude, 0);
                    open.Write(prelude, 0, prelude.Length, false);
                }
                ((StreamProxy)(object)proxy).Stream = open;
                return proxy;
            };
        }
    }
}
