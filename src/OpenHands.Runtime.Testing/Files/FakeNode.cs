namespace OpenHands.Testing;

/// <summary>What a path of the fake sandbox stands for.</summary>
internal abstract record FakeNode(UnixFileMode Mode)
{
    private const UnixFileMode AllRead = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public const UnixFileMode FileMode = AllRead | UnixFileMode.UserWrite;

    public const UnixFileMode DirectoryMode = FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public sealed record Directory(UnixFileMode Mode = DirectoryMode) : FakeNode(Mode);

    public sealed record File(byte[] Content, UnixFileMode Mode = FileMode) : FakeNode(Mode);

    public sealed record Link(string Target) : FakeNode(DirectoryMode);
}
