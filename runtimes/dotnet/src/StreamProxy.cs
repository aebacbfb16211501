using System.Reflection;
using System.Threading.Tasks;

namespace Lambent
{
    /// <summary>What an invocation's stream is to the function's own Amazon.Lambda.Core. Public, to be derived from when it runs.</summary>
    public class StreamProxy : DispatchProxy
    {
        internal ResponseStream Stream;

        protected override object Invoke(MethodInfo method, object[] arguments)
        {
            switch (method.Name)
            {
                case "WriteAsync":
                    Stream.Write((byte[])arguments[0], (int)arguments[1], (int)arguments[2], true);
                    return Task.CompletedTask;
                case "get_BytesWritten":
                    return Stream.BytesWritten;
                case "get_HasError":
                    return Stream.HasError;
                default:
                    return null;
            }
        }
    }
}
