using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Lambent
{
    /// <summary>The console: a line is a message of the log, `Write` is text as it is.</summary>
    sealed class ConsoleWriter : TextWriter
    {
        readonly Logs logs;
        readonly LogLevel level;

        public ConsoleWriter(Logs logs, LogLevel level)
        {
            this.logs = logs;
            this.level = level;
        }

        public override Encoding Encoding => new UTF8Encoding(false);

        public override void Write(char value) => logs.WriteRaw(value.ToString());
        public override void Write(char[] buffer, int index, int count) => logs.WriteRaw(new string(buffer, index, count));
        public override void Write(ReadOnlySpan<char> buffer) => logs.WriteRaw(new string(buffer));
        public override void Write(string value) => logs.WriteRaw(value);

        public override void WriteLine() => WriteLine("");
        public override void WriteLine(string value) => logs.Write(level, value ?? "");
        public override void WriteLine(bool value) => WriteLine(value.ToString());
        public override void WriteLine(char value) => WriteLine(value.ToString());
        public override void WriteLine(char[] buffer) => WriteLine(new string(buffer));
        public override void WriteLine(char[] buffer, int index, int count) => WriteLine(new string(buffer, index, count));
        public override void WriteLine(decimal value) => WriteLine(value.ToString(FormatProvider));
        public override void WriteLine(double value) => WriteLine(value.ToString(FormatProvider));
        public override void WriteLine(float value) => WriteLine(value.ToString(FormatProvider));
        public override void WriteLine(int value) => WriteLine(value.ToString(FormatProvider));
        public override void WriteLine(long value) => WriteLine(value.ToString(FormatProvider));
        public override void WriteLine(uint value) => WriteLine(value.ToString(FormatProvider));
        public override void WriteLine(ulong value) => WriteLine(value.ToString(FormatProvider));
        public override void WriteLine(object value) => WriteLine(value?.ToString());
        public override void WriteLine(string format, object a) => WriteLine(string.Format(FormatProvider, format, a));
        public override void WriteLine(string format, object a, object b) => WriteLine(string.Format(FormatProvider, format, a, b));
        public override void WriteLine(string format, object a, object b, object c) => WriteLine(string.Format(FormatProvider, format, a, b, c));
        public override void WriteLine(string format, params object[] values) => WriteLine(string.Format(FormatProvider, format, values));
        public override void WriteLine(ReadOnlySpan<char> buffer) => WriteLine(new string(buffer));
        public override void WriteLine(StringBuilder value) => WriteLine(value?.ToString());

        public override Task WriteLineAsync() => LineAsync("");
        public override Task WriteLineAsync(char value) => LineAsync(value.ToString());
        public override Task WriteLineAsync(char[] buffer, int index, int count) => LineAsync(new string(buffer, index, count));
        public override Task WriteLineAsync(string value) => LineAsync(value);
        public override Task WriteLineAsync(ReadOnlyMemory<char> buffer, CancellationToken token = default(CancellationToken)) => LineAsync(new string(buffer.Span));
        public override Task WriteLineAsync(StringBuilder value, CancellationToken token = default(CancellationToken)) => LineAsync(value?.ToString());

        Task LineAsync(string value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }
}
