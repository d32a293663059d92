using System.Diagnostics;
using CsCheck;
using OpenHands.Server.Files;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Files;

[TestFixture]
public sealed class GitIgnoreTests
{
    private static readonly string[] s_entries =
    [
        "a", "b", "ab", "abc", "a.log", "b.log", "debug0.log", "debug1.log", "a b", "ä.txt", "#hash", "!bang", "back\\slash", "[set]", "Upper", ".hidden",
        "dir/", "dir/a", "dir/a.log", "dir/sub/", "dir/sub/a", "dir/sub/b.log", "build/", "build/x", "src/", "src/build/", "src/build/x", "src/a/", "src/a/b/", "src/a/b/c", "logs/", "logs/debug.log",
    ];

    private static readonly string[] s_lines =
    [
        "*.log", "!a.log", "a", "/a", "a/", "dir", "dir/", "/dir/", "dir/*", "dir/**", "**/a", "**/build/", "src/**/c", "src/**/b", "a/**/b", "**", "*", "!*/", "debug[01].log", "debug[!0].log", "debug[^1].log", "[[:upper:]]*", "[[:alpha:]]", "a?c", "a\\b", "\\#hash",
        "\\!bang", "#comment", "", "  ", "a ", "a\\ b", "back\\\\slash", "\\[set\\]", "[set]", "ä*", ".*", "src/a/", "!src/a/b", "sub/b.log", "dir/sub", "/*", "!/dir", "a**b", "***", "[a-c]", "[]-a]", "[a-", "\\", "x/", "/", "//", "*/", "**/", "/**", "logs/**/debug.log", "b*c*",
    ];

    [Test]
    public async Task Every_line_leaves_out_what_git_leaves_out([ValueSource(nameof(s_lines))] string line) => await CompareAsync(line);

    [Test]
    public async Task Several_lines_do_so_together() => await Gen.Int[0, s_lines.Length - 1].Array[1, 6].Select(picks => string.Join('\n', picks.Select(i => s_lines[i]))).SampleAsync(
        CompareAsync, iter: 60, threads: 1);

    [Test]
    public async Task Files_of_several_levels_count_as_git_counts_them()
    {
        using var repository = new Repository();
        repository.Write(".gitignore", "*.log\nbuild/\n");
        repository.Write("dir/.gitignore", "!a.log\nsub/\n");
        repository.Write("src/.gitignore", "!build/\n/a\n");

        await repository.CompareAsync();
    }

    [Test]
    public void Stars_cost_little()
    {
        var rules = GitIgnore.Parse(string.Join('/', Enumerable.Repeat("**/a*a*a*a*a*a*b", 30)));
        string[] path = [.. Enumerable.Repeat(new string('a', 200), 100)];

        var decided = rules.Decide(path, isDirectory: false);

        Assert.That(decided, Is.Null);
    }

    private static async Task CompareAsync(string lines)
    {
        using var repository = new Repository();
        repository.Write(".gitignore", lines + "\n");

        await repository.CompareAsync();
    }

    private sealed class Repository : IDisposable
    {
        private readonly TempWorkspace _workspace = new();
        private readonly Dictionary<string, GitIgnore> _files = [];

        public Repository()
        {
            foreach (var entry in s_entries)
            {
                if (entry.EndsWith('/'))
                {
                    Directory.CreateDirectory(Path.Combine(_workspace.Root, entry));
                }
                else
                {
                    _workspace.Write(entry, "");
                }
            }
        }

        public void Write(string path, string text)
        {
            _workspace.Write(path, text);
            _files[Path.GetDirectoryName(path)!] = GitIgnore.Parse(text);
        }

        public async Task CompareAsync()
        {
            await RunAsync("", "init", "-q");
            var ignored = (await RunAsync(string.Join('\0', s_entries.Select(entry => entry.TrimEnd('/'))) + "\0", "check-ignore", "--no-index", "--stdin", "-z")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            var expected = s_entries.Where(entry => ignored.Contains(entry.TrimEnd('/')));

            Assert.That(s_entries.Where(Leaves), Is.EqualTo(expected));
        }

        public void Dispose() => _workspace.Dispose();

        private bool Leaves(string entry)
        {
            var directory = Path.GetDirectoryName(entry.TrimEnd('/'))!.Split('/', StringSplitOptions.RemoveEmptyEntries);
            var files = Enumerable.Range(0, directory.Length + 1)
                .Select(depth => (depth, _files.GetValueOrDefault(string.Join('/', directory[..depth])))).Where(file => file.Item2 is not null).Select(file => (file.depth, file.Item2!));
            return new IgnoreRules(directory, [.. files]).Leaves(Path.GetFileName(entry.TrimEnd('/')) + (entry.EndsWith('/') ? "/" : ""));
        }

        private async Task<string> RunAsync(string input, params string[] arguments)
        {
            var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = _workspace.Root, RedirectStandardInput = true, RedirectStandardOutput = true };
            start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
            using var git = Process.Start(start)!;
            await git.StandardInput.WriteAsync(input);
            git.StandardInput.Close();
            var output = await git.StandardOutput.ReadToEndAsync();
            await git.WaitForExitAsync();
            Assert.That(git.ExitCode, Is.LessThan(2));
            return output;
        }
    }
}
