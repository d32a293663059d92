using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace OpenHands.Server.Access;

/// <summary>The secret that signs tokens: the one that is set, else a random one that survives restarts.</summary>
internal static partial class TokenSecret
{
    private const string FileName = "jwt_secret";

    /// <summary>Finds the secret, or makes one.</summary>
    /// <exception cref="InvalidOperationException">What is kept cannot be read, or is too short.</exception>
    public static string Get(ServerOptions options, ILogger logger)
    {
        if (options.JwtSecret is { } given)
        {
            return given;
        }

        if (options.DataDirectory is not { } directory)
        {
            LogNotKept(logger);
            return Make();
        }

        var path = Path.Combine(Path.GetFullPath(directory), FileName);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return Read(path) ?? Create(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The secret that signs tokens cannot be kept in {path}: {exception.Message} Make the directory writable, or set JwtSecret.", exception);
        }
    }

    private static string Make() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static string? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var secret = File.ReadAllText(path).Trim();
        return secret.Length >= 32 ? secret : throw new InvalidOperationException($"{path} holds no secret: it has {secret.Length} characters and needs 32. Remove it to get a new one; clients then begin new sessions.");
    }

    // Written in full before it has its name, so that a crash leaves none or a whole one. Of two programs the first one counts.
    private static string Create(string path)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(draft, options))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Make()));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }

        return Read(path)!;
    }

    [LoggerMessage(LogLevel.Warning, "Tokens are signed with a secret that ends with this process, as there is no data directory. Clients begin new sessions after a restart.")]
    private static partial void LogNotKept(ILogger logger);
}
