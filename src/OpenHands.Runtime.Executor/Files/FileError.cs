namespace OpenHands.Execution;

/// <summary>The error numbers of Linux that files are told apart by; the same on every processor that .NET runs on.</summary>
internal static class FileError
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int AccessDenied = 13;
    public const int Busy = 16;
    public const int Exists = 17;
    public const int CrossDevice = 18;
    public const int NotDirectory = 20;
    public const int IsDirectory = 21;
    public const int Invalid = 22;
    public const int NameTooLong = 36;
    public const int NotEmpty = 39;
    public const int ReadOnlyFileSystem = 30;
    public const int Loop = 40;
}
