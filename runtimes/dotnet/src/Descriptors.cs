using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lambent
{
    /// <summary>Streams that the process was started with.</summary>
    static class Descriptors
    {
        const int SetFlags = 2;
        const int CloseOnExec = 1;

        /// <summary>Unbuffered, and kept from the programs that the function starts.</summary>
        public static FileStream Open(int number, FileAccess access)
        {
            fcntl(number, SetFlags, CloseOnExec);
            return new FileStream(new SafeFileHandle((IntPtr)number, false), access, 1);
        }

        [DllImport("libc")]
        static extern int fcntl(int descriptor, int command, int argument);
    }
}
