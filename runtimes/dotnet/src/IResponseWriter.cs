namespace Lambent
{
    /// <summary>A response that goes out in parts, as they are written.</summary>
    interface IResponseWriter
    {
        void Write(byte[] bytes, int offset, int count);

        /// <summary>`failure`: why it broke off; null where it is whole.</summary>
        void End(Failure failure);
    }
}
