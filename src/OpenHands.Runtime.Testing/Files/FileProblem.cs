namespace OpenHands.Testing;

/// <summary>Why a fake file cannot be used.</summary>
internal enum FileProblem
{
    NotFound,
    IsDirectory,
    NotDirectory,
    TooManyLinks,
    NulInPath,
}
