using System;

namespace Lambent
{
    /// <summary>The stream of one invocation, whichever threads write to it.</summary>
    sealed class ResponseStream
    {
        readonly IResponseWriter writer;
        bool ended;

        public ResponseStream(IResponseWriter writer)
        {
            this.writer = writer;
        }

        public long BytesWritten { get; private set; }

        public bool HasError { get; private set; }

        /// <summary>What is not the function's own does not count.</summary>
        public void Write(byte[] bytes, int offset, int count, bool counts)
        {
            lock (writer)
            {
                if (ended) throw new InvalidOperationException("Cannot write to a completed stream.");
                if (counts) BytesWritten += count;
                // Nothing would be the end.
                if (count > 0) writer.Write(bytes, offset, count);
            }
        }

        public void End(Failure failure)
        {
            lock (writer)
            {
                ended = true;
                HasError = failure != null;
                writer.End(failure);
            }
        }
    }
}
