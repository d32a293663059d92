namespace OpenHands.Execution;

/// <summary>What a name of a directory stands for.</summary>
internal enum FileKind
{
    Regular,
    Directory,
    SymbolicLink,
    Pipe,
    Socket,
    Device,
}
