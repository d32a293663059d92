using System.Collections.Frozen;

namespace OpenHands.Security;

/// <summary>Words that IPython, at the beginning of a line, takes as its own commands even without a percent sign.</summary>
internal static class IPythonWords
{
    private static readonly FrozenSet<string> s_commands = new[]
    {
        "alias", "alias_magic", "autocall", "autoload", "bookmark", "cat", "cd", "clear", "code_wrap", "conda", "config", "connect_info", "cp", "dhist", "dirs", "ed", "edit", "env", "gui", "hist", "history",
        "killbgscripts", "ldir", "less", "lf", "lk", "ll", "load", "load_ext", "loadpy", "logoff", "logon", "logstart", "logstate", "logstop", "ls", "lsmagic", "lx", "macro", "magic", "mamba", "man", "mkdir",
        "more", "mv", "notebook", "pdb", "pdef", "pdoc", "pfile", "pinfo", "pip", "popd", "prun", "psearch", "psource", "pushd", "pycat", "pylab", "qtconsole", "quickref", "recall", "rehashx", "reload_ext",
        "rep", "rerun", "reset", "reset_selective", "rm", "rmdir", "run", "save", "sc", "set_env", "store", "sx", "system", "tb", "time", "timeit", "unalias", "unload_ext", "uv", "xdel", "xmode",
    }.ToFrozenSet();

    public static bool IsCommand(string word) => s_commands.Contains(word);

    /// <summary>Whether what follows the word makes a line of Python of it.</summary>
    public static bool IsPython(PythonToken after) => after is { Kind: PythonTokenKind.Operator, Text: "=" or "(" or "." or "[" or "," or ":" or ")" or "]" };
}
