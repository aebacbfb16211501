using System;
using System.Buffers.Binary;
using System.IO;
using System.Text.Json;

namespace Lambent
{
    /// <summary>Frames on descriptor 3: `u32 length of the rest | u8 type | u32 length of head | head | body`.</summary>
    sealed class FrameChannel : IChannel
    {
        const int Descriptor = 3;
        const byte Invoke = 1;
        const byte ReadyFrame = 16;
        const byte InitErrorFrame = 17;
        const byte ResponseFrame = 18;
        const byte ErrorFrame = 19;
        const byte StartFrame = 20;
        const byte PartFrame = 21;
        const byte EndFrame = 22;
        const int PartBytesMax = 65536;
        const int PrefixBytes = 9;
        const int LengthBytes = 4;

        readonly FileStream input = Descriptors.Open(Descriptor, FileAccess.Read);
        readonly FileStream output = Descriptors.Open(Descriptor, FileAccess.Write);
        readonly PeakMemory memory = new PeakMemory();
        readonly LogFrames logs;

        public FrameChannel(LogFrames logs)
        {
            this.logs = logs;
        }

        public void Ready()
        {
            Send(ReadyFrame, null, null, Array.Empty<byte>(), 0, 0);
        }

        public void InitError(Failure failure)
        {
            Send(InitErrorFrame, null, failure.Type, failure.Json, 0, failure.Json.Length);
        }

        public void Respond(string requestId, MemoryStream result)
        {
            Send(ResponseFrame, requestId, null, result.GetBuffer(), 0, (int)result.Length);
        }

        public void Fail(string requestId, Failure failure)
        {
            Send(ErrorFrame, requestId, failure.Type, failure.Json, 0, failure.Json.Length);
        }

        public IResponseWriter Stream(string requestId)
        {
            Send(StartFrame, requestId, null, Array.Empty<byte>(), 0, 0, HttpChannel.StreamedType);
            return new Writer(this, requestId);
        }

        public Invocation Next()
        {
            var prefix = new byte[PrefixBytes];
            if (!Fill(prefix)) return null;
            var rest = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix) - (PrefixBytes - LengthBytes)];
            if (!Fill(rest)) return null;
            if (prefix[LengthBytes] != Invoke) throw new IOException("The platform sent a frame of type " + prefix[LengthBytes]);
            var headBytes = BinaryPrimitives.ReadInt32BigEndian(new ReadOnlySpan<byte>(prefix, LengthBytes + 1, LengthBytes));
            using (var head = JsonDocument.Parse(new ReadOnlyMemory<byte>(rest, 0, headBytes)))
            {
                return InvocationOf(head.RootElement, new MemoryStream(rest, headBytes, rest.Length - headBytes, false));
            }
        }

        static Invocation InvocationOf(JsonElement head, Stream body)
        {
            return new Invocation
            {
                RequestId = Json.Text(head, "requestId"),
                DeadlineMs = head.GetProperty("deadlineMs").GetInt64(),
                InvokedFunctionArn = Json.Text(head, "invokedFunctionArn"),
                TraceId = Json.Text(head, "traceId"),
                TenantId = Json.Text(head, "tenantId"),
                ClientContext = Json.Text(head, "clientContext"),
                Identity = Json.Text(head, "identity"),
                Event = body
            };
        }

        /// <summary>False when the stream has ended.</summary>
        bool Fill(byte[] bytes)
        {
            for (var filled = 0; filled < bytes.Length;)
            {
                var count = input.Read(bytes, filled, bytes.Length - filled);
                if (count == 0) return false;
                filled += count;
            }
            return true;
        }

        void Send(byte type, string requestId, string errorType, byte[] body, int bodyStart, int bodyBytes, string contentType = null)
        {
            var head = Json.Of(writer =>
            {
                if (requestId != null) writer.WriteString("requestId", requestId);
                if (errorType != null) writer.WriteString("errorType", errorType);
                if (contentType != null) writer.WriteString("contentType", contentType);
                // The console writes to the log; what goes to descriptors 1 and 2 past it, nobody here can count.
                writer.WriteNumber("stdioBytes", 0);
                writer.WriteNumber("telemetryBytes", logs.BytesWritten);
                writer.WriteNumber("maxRssKiB", memory.KiB);
            });
            var frame = new byte[PrefixBytes + head.Length + bodyBytes];
            BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - LengthBytes);
            frame[LengthBytes] = type;
            BinaryPrimitives.WriteInt32BigEndian(new Span<byte>(frame, LengthBytes + 1, LengthBytes), head.Length);
            head.CopyTo(frame, PrefixBytes);
            Buffer.BlockCopy(body, bodyStart, frame, PrefixBytes + head.Length, bodyBytes);
            output.Write(frame, 0, frame.Length);
        }

        /// <summary>Parts in frames of no more than the platform takes.</summary>
        sealed class Writer : IResponseWriter
        {
            readonly FrameChannel channel;
            readonly string requestId;

            public Writer(FrameChannel channel, string requestId)
            {
                this.channel = channel;
                this.requestId = requestId;
            }

            public void Write(byte[] bytes, int offset, int count)
            {
                for (var at = 0; at < count; at += PartBytesMax)
                {
                    channel.Send(PartFrame, requestId, null, bytes, offset + at, Math.Min(PartBytesMax, count - at));
                }
            }

            public void End(Failure failure)
            {
                var body = failure?.Json ?? Array.Empty<byte>();
                channel.Send(EndFrame, requestId, failure?.Type, body, 0, body.Length);
            }
        }
    }
}
