using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;
using System.Threading;

namespace Lambent
{
    /// <summary>Log frames on the telemetry descriptor: `u32 type | u32 length | u64 time in µs | message`. One frame, one event of the log.</summary>
    sealed class LogFrames
    {
        const uint TextType = 0xA55A0003;
        const uint JsonType = 0xA55A0002;
        const int PrefixBytes = 16;
        const int TicksPerMicrosecond = 10;

        readonly FileStream output;
        long bytesWritten;

        public LogFrames(int descriptor)
        {
            output = Descriptors.Open(descriptor, FileAccess.Write);
        }

        /// <summary>So that the platform knows when it has read them all.</summary>
        public long BytesWritten => Interlocked.Read(ref bytesWritten);

        public void Write(string message, bool json, LogLevel? level)
        {
            var frame = new byte[PrefixBytes + Encoding.UTF8.GetByteCount(message)];
            // TRACE is 4, DEBUG 8 and so on.
            var levelBits = level == null ? 0u : (uint)(level.Value + 1) << 2;
            BinaryPrimitives.WriteUInt32BigEndian(frame, (json ? JsonType : TextType) | levelBits);
            BinaryPrimitives.WriteInt32BigEndian(new Span<byte>(frame, 4, 4), frame.Length - PrefixBytes);
            var micros = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TicksPerMicrosecond;
            BinaryPrimitives.WriteInt64BigEndian(new Span<byte>(frame, 8, 8), micros);
            Encoding.UTF8.GetBytes(message, 0, message.Length, frame, PrefixBytes);
            lock (output)
            {
                Interlocked.Add(ref bytesWritten, frame.Length);
                output.Write(frame, 0, frame.Length);
            }
        }
    }
}
