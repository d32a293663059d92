using System.Collections.Frozen;

namespace OpenHands.Security;

/// <summary>What the name of a program says about how to read its arguments. How risky it is, rules say.</summary>
internal static class ProgramNames
{
    private static readonly string[] s_systemDirectories =
        ["/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin", "/usr/local/sbin"];

    private static readonly FrozenSet<string> s_shells = new[] { "sh", "bash", "dash", "zsh", "ksh", "ash", "fish", "rbash" }.ToFrozenSet();

    private static readonly FrozenSet<string> s_downloads = new[] { "curl", "wget", "nc", "ncat", "netcat", "ssh", "scp", "ftp", "socat", "aria2c", "http", "lynx" }.ToFrozenSet();

    private static readonly FrozenSet<string> s_decoders = new[]
    {
        "base64", "base32", "basenc", "xxd", "od", "openssl", "gunzip", "gzip", "zcat", "bunzip2", "bzcat", "xzcat", "xz", "unxz", "zstd", "zstdcat", "rev", "tr", "uudecode", "gpg",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> s_interpreters = new[] { "perl", "ruby", "node", "nodejs", "php", "lua", "deno", "bun", "tclsh", "expect", "Rscript", "ipython", "pypy" }.ToFrozenSet();

    /// <summary>The name without a directory of the system; <see langword="null"/> for a file somewhere else.</summary>
    public static string? NameOf(string program)
    {
        var slash = program.LastIndexOf('/');
        return slash < 0
            ? program
            : slash < program.Length - 1 && s_systemDirectories.Contains(program[..slash]) ? program[(slash + 1)..] : null;
    }

    public static bool IsShell(string name) => s_shells.Contains(name);

    /// <summary>The language of an interpreter; <see langword="null"/> when it is none.</summary>
    public static string? InterpreterOf(string name)
    {
        var bare = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.');
        return bare is "python" ? bare : s_interpreters.Contains(bare) || s_interpreters.Contains(name) ? bare : null;
    }

    /// <summary>Whether what it prints came over the network.</summary>
    public static bool IsDownload(string name) => s_downloads.Contains(name);

    /// <summary>Whether what it prints is something else than what it was given.</summary>
    public static bool IsDecoder(string name) => s_decoders.Contains(name);
}
