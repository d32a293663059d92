using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace OpenHands.Conformance;

/// <summary>Files and trees between the host program and the sandbox: byte for byte, both ways.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class TransferConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    [Test]
    public async Task Bytes_arrive_and_come_back_as_they_are([Values(0, 1, 3_000_000)] int size)
    {
        var content = RandomNumberGenerator.GetBytes(size);
        var source = Path.Combine(MakeHostDirectory(), "data.bin");
        await File.WriteAllBytesAsync(source, content, Patience);

        await Runtime.CopyToAsync(source, "up/deep", cancellationToken: Patience);
        var sum = await RunAsync("sha256sum < up/deep/data.bin; ls -A1 up/deep");
        var back = MakeHostDirectory();
        await Runtime.CopyFromAsync("up/deep/data.bin", back, cancellationToken: Patience);

        Assert.That(sum.Content, Is.EqualTo($"{Convert.ToHexStringLower(SHA256.HashData(content))}  -\ndata.bin"));
        Assert.That(await File.ReadAllBytesAsync(Path.Combine(back, "data.bin"), Patience), Is.EqualTo(content));
        Assert.That(Directory.GetFileSystemEntries(back), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_copy_replaces_what_was_there_and_touches_nothing_else()
    {
        await RunAsync("mkdir up; echo old > up/f; echo other > up/g");
        var source = Path.Combine(MakeHostDirectory(), "f");
        await File.WriteAllTextAsync(source, "new\n", Patience);

        await Runtime.CopyToAsync(source, $"{Runtime.WorkspacePath}/up", cancellationToken: Patience);

        Assert.That((await RunAsync("cat up/f up/g")).Content, Is.EqualTo("new\nother"));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task A_tree_arrives_under_its_own_name_with_modes_links_and_empty_directories()
    {
        var tree = Directory.CreateDirectory(Path.Combine(MakeHostDirectory(), "tree")).FullName;
        Directory.CreateDirectory(Path.Combine(tree, "empty"));
        Directory.CreateDirectory(Path.Combine(tree, "naïve 你"));
        await File.WriteAllTextAsync(Path.Combine(tree, "naïve 你", "f"), "content", Patience);
        await File.WriteAllTextAsync(Path.Combine(tree, "run"), "", Patience);
        File.SetUnixFileMode(Path.Combine(tree, "run"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(tree, "link"), "naïve 你/f");

        await Runtime.CopyToAsync(tree, "up", recursive: true, cancellationToken: Patience);
        var found = await RunAsync("cd up; find . -mindepth 1 | LC_ALL=C sort; readlink tree/link; cat tree/link; echo; test -x tree/run && echo executable");

        Assert.That(found.Content, Is.EqualTo("./tree\n./tree/empty\n./tree/link\n./tree/naïve 你\n./tree/naïve 你/f\n./tree/run\nnaïve 你/f\ncontent\nexecutable"));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task The_content_of_a_directory_comes_back()
    {
        await RunAsync("mkdir -p d/sub d/empty; printf '\\0\\377' > d/sub/bin; ln -s sub/bin d/link; printf '#!/bin/sh\\n' > d/run; chmod 755 d/run");
        var back = MakeHostDirectory();

        await Runtime.CopyFromAsync("d", back, recursive: true, cancellationToken: Patience);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Directory.GetFileSystemEntries(back, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(back, path)).Order(StringComparer.Ordinal), Is.EqualTo(["empty", "link", "run", "sub", "sub/bin"]));
            Assert.That(await File.ReadAllBytesAsync(Path.Combine(back, "sub/bin"), Patience), Is.EqualTo(new byte[] { 0, 255 }));
            Assert.That(File.ResolveLinkTarget(Path.Combine(back, "link"), returnFinalTarget: false)?.Name, Is.EqualTo("bin"));
            Assert.That(File.GetUnixFileMode(Path.Combine(back, "run")).HasFlag(UnixFileMode.UserExecute), Is.True);
        }
    }

    [Test]
    public async Task Links_out_of_a_tree_are_left_out_and_named_and_the_rest_is_copied()
    {
        var outside = MakeHostDirectory();
        await RunAsync($"mkdir -p d/sub; echo f > d/f; ln -s f d/in; ln -s ../f d/sub/in; ln -s '{outside}' d/a; ln -s ../f d/b; ln -s sub/../../f d/c");
        var back = MakeHostDirectory();

        var leftOut = await Runtime.CopyFromAsync("d", back, recursive: true, cancellationToken: Patience);

        Assert.That(leftOut, Is.EqualTo([$"a -> {outside}", "b -> ../f", "c -> sub/../../f"]));
        Assert.That(Directory.GetFileSystemEntries(back, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(back, path)).Order(StringComparer.Ordinal), Is.EqualTo(["f", "in", "sub", "sub/in"]));
    }

    [Test]
    public async Task A_source_that_does_not_exist_is_named()
    {
        var directory = MakeHostDirectory();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await Assert.ThrowsAsync<FileNotFoundException>(() => Runtime.CopyToAsync($"{directory}/nope", "up", cancellationToken: Patience)))!.Message, Does.Contain($"{directory}/nope"));
            Assert.That((await Assert.ThrowsAsync<FileNotFoundException>(() => Runtime.CopyToAsync(directory, "up", cancellationToken: Patience)))!.Message, Does.Contain("recursive"));
            Assert.That((await Assert.ThrowsAsync<FileNotFoundException>(() => Runtime.CopyFromAsync("nope", directory, cancellationToken: Patience)))!.Message, Does.Contain("nope"));
            Assert.That((await Assert.ThrowsAsync<DirectoryNotFoundException>(() => Runtime.CopyFromAsync("nope", directory, recursive: true, Patience)))!.Message, Does.Contain("nope"));
            Assert.That(Directory.GetFileSystemEntries(directory), Is.Empty);
        }
    }

    [Test]
    public async Task What_is_no_file_is_refused_and_nobody_waits_for_it()
    {
        await RunAsync("mkfifo pipe; mkdir d");
        var directory = MakeHostDirectory();

        foreach (var path in new[] { "pipe", "d" })
        {
            Task copy = Runtime.CopyFromAsync(path, directory, cancellationToken: Patience);
            await copy.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            Assert.That(copy.Exception?.InnerException, Is.InstanceOf<IOException>());
        }

        Assert.That(Directory.GetFileSystemEntries(directory), Is.Empty);
    }

    [Test]
    public async Task Transfers_do_not_wait_behind_a_running_command()
    {
        var source = Path.Combine(MakeHostDirectory(), "go");
        await File.WriteAllTextAsync(source, "", Patience);
        var running = Begin("echo begun; until [ -e go ]; do sleep 0.02; done; echo went");
        await running.SeesAsync("begun");

        await Runtime.CopyToAsync(source, "", cancellationToken: Patience);

        Assert.That((await running.EndAsync()).Content, Is.EqualTo("begun\nwent"));
    }
}
