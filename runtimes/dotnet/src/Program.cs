using System;
using System.IO;

namespace Lambent
{
    /// <summary>The life of the process: load the handler, then serve one invocation after the other. See ../README.md.</summary>
    static class Program
    {
        const string TransportVariable = "_LAMBENT_TRANSPORT";
        const string TraceVariable = "_X_AMZN_TRACE_ID";

        static void Main()
        {
            HeapBound.Apply();
            var frames = new LogFrames(int.Parse(Environment.GetEnvironmentVariable("_LAMBDA_TELEMETRY_LOG_FD")));
            var logs = new Logs(frames);
            Console.SetOut(new ConsoleWriter(logs, LogLevel.Information));
            Console.SetError(new ConsoleWriter(logs, LogLevel.Error));
            var http = Environment.GetEnvironmentVariable(TransportVariable) == "http";
            // A function that looks at its variables finds those of AWS.
            Environment.SetEnvironmentVariable(TransportVariable, null);
            Serve(http ? (IChannel)new HttpChannel() : new FrameChannel(frames), logs);
            // Threads of the function do not keep a process that serves nobody.
            Environment.Exit(0);
        }

        static void Serve(IChannel channel, Logs logs)
        {
            var streams = new ResponseStreaming(channel);
            var handler = Load(channel, logs);
            channel.Ready();
            for (var invocation = channel.Next(); invocation != null; invocation = channel.Next())
            {
                logs.RequestId = invocation.RequestId;
                Environment.SetEnvironmentVariable(TraceVariable, invocation.TraceId);
                streams.Begin(invocation.RequestId);
                var result = new MemoryStream();
                try
                {
                    handler.Handle(invocation, result, streams);
                }
                catch (Exception thrown)
                {
                    var failure = new Failure(thrown);
                    logs.Write(LogLevel.Error, failure.LogText);
                    if (!streams.End(failure)) channel.Fail(invocation.RequestId, failure);
                    continue;
                }
                if (!streams.End(null)) channel.Respond(invocation.RequestId, result);
            }
        }

        static Handler Load(IChannel channel, Logs logs)
        {
            try
            {
                return new HandlerLoader(logs).Load(Environment.GetEnvironmentVariable("_HANDLER"));
            }
            catch (Exception thrown)
            {
                var failure = new Failure(thrown);
                logs.Write(LogLevel.Error, failure.LogText);
                channel.InitError(failure);
                Environment.Exit(1);
                throw;
            }
        }
    }
}
