namespace OpenHands.Protocol;

/// <summary>What a binary message of <c>/process</c> holds, told by its first byte.</summary>
internal enum ProcessFrame : byte
{
    /// <summary>A <see cref="ProcessControl"/>, as JSON.</summary>
    Control,

    /// <summary>To the host: bytes for standard input, or its end when empty. To the client: nobody reads input any more; empty.</summary>
    Input,

    /// <summary>Bytes of standard output, or its end when empty.</summary>
    Output,

    /// <summary>Bytes of standard error, or its end when empty.</summary>
    Error,

    /// <summary>To the client: how many more bytes of input it may send; four bytes, little-endian.</summary>
    InputCredit,

    /// <summary>To the host: how many more bytes of output it may send.</summary>
    OutputCredit,

    /// <summary>To the host: how many more bytes of errors it may send.</summary>
    ErrorCredit,
}
