using System;

namespace Lambent
{
    /// <summary>A handler that cannot be: the name and the texts are AWS's.</summary>
    sealed class LambdaValidationException : Exception
    {
        public LambdaValidationException(string message)
            : base(message)
        {
        }
    }
}
