namespace OpenHands.Server.Files;

/// <summary>What a path names. The numbers are those with which the look at it ends.</summary>
internal enum WorkspacePathKind
{
    File = 10,
    Directory = 11,
    Special = 12,
    Missing = 13,
}
