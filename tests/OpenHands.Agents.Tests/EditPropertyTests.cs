using System.Text;
using CsCheck;
using OpenHands.Local;
using OpenHands.Testing;

namespace OpenHands.Agents.Tests;

public sealed class EditPropertyTests
{
    private const int Seconds = 3;

    private static readonly Gen<string> s_character = Gen.OneOf(
        Gen.OneOf("a", "b", "é", "\U0001F600", "\uFEFF", " ", "\t"),
        Gen.OneOf("\n", "\n", "\r\n", "\r"));

    private static readonly Gen<string> s_text = s_character.Array[0, 30].Select(string.Concat);

    private static readonly Gen<(string Before, string Old, string After, string New)> s_edit = Gen.Select(s_text, s_text, s_text, s_text);

    [Test]
    public async Task An_edit_in_memory_leaves_the_rest_as_it_was_and_can_be_undone()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();

        await CheckAsync(runtime, content => runtime.Files.Write("f", content), () => runtime.Files.ReadBytes("f"));
    }

    [Test]
    public async Task An_edit_on_a_disk_leaves_the_rest_as_it_was_and_can_be_undone()
    {
        using var workspace = new TempWorkspace();
        await using var runtime = new LocalRuntime(new LocalRuntimeOptions { WorkspacePath = workspace.Root });
        await runtime.StartAsync();
        var file = workspace.PathOf("f");

        await CheckAsync(runtime, content => File.WriteAllBytes(file, content), () => File.ReadAllBytes(file));
    }

    // The old text stands between marks, so that it is there once, and each side of it must be there afterwards, byte for byte.
    private static Task CheckAsync(Runtime runtime, Action<byte[]> write, Func<byte[]> read)
    {
        var tools = new Toolbox(runtime);
        return s_edit.SampleAsync(
            async sample =>
            {
                var (before, old, after, replacement) = sample;
                old = $"«{old}»";
                var original = Encoding.UTF8.GetBytes(before + old + after);
                write(original);

                var changed = await tools.EditAsync("str_replace", "f", ("old_str", old), ("new_str", replacement));
                var edited = Encoding.UTF8.GetString(read());
                var undone = await tools.EditAsync("undo", "f");

                var inserted = edited.Length >= before.Length + after.Length ? edited[before.Length..^after.Length] : null;
                return changed.StartsWith("Changed", StringComparison.Ordinal)
                    && edited.StartsWith(before, StringComparison.Ordinal)
                    && edited.EndsWith(after, StringComparison.Ordinal)
                    && inserted?.ReplaceLineEndings("\n") == replacement.ReplaceLineEndings("\n")
                    && undone.StartsWith("Undone", StringComparison.Ordinal)
                    && read().AsSpan().SequenceEqual(original);
            },
            time: Seconds,
            threads: 1);
    }
}
