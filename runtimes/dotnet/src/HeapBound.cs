using System;

namespace Lambent
{
    /// <summary>The function's memory as the bound of the heap, which .NET would take from the host's: from .NET 8 on, whose collector can be told.</summary>
    static class HeapBound
    {
        const string SwitchedOff = "AWS_LAMBDA_DOTNET_DISABLE_MEMORY_LIMIT_CHECK";
        const string Setting = "GCHeapHardLimit";
        const ulong BytesPerMebibyte = 1024 * 1024;

        public static void Apply()
        {
            // The framework that this is compiled against does not have it.
            var refresh = typeof(GC).GetMethod("RefreshMemoryLimit");
            if (refresh == null || string.Equals(Environment.GetEnvironmentVariable(SwitchedOff), "true", StringComparison.OrdinalIgnoreCase)) return;
            if (!ulong.TryParse(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), out var mebibytes)) return;
            var bytes = mebibytes * BytesPerMebibyte;
            // A lower bound that the function has of its own stays.
            if ((ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < bytes) return;
            AppContext.SetData(Setting, bytes);
            refresh.Invoke(null, null);
        }
    }
}
