using System;
using System.IO;

namespace Lambent
{
    /// <summary>The most memory that the process has had, as Linux says, up to 100 ms old.</summary>
    sealed class PeakMemory
    {
        const int AgeMs = 100;

        long kib;
        int measuredAt;

        public long KiB
        {
            get
            {
                var now = Environment.TickCount;
                if (kib != 0 && now - measuredAt < AgeMs) return kib;
                measuredAt = now;
                foreach (var line in File.ReadAllLines("/proc/self/status"))
                {
                    if (line.StartsWith("VmHWM:", StringComparison.Ordinal)) kib = long.Parse(line.Substring(6).Replace("kB", "").Trim());
                }
                return kib;
            }
        }
    }
}
