namespace OpenHands.Conformance;

/// <summary>Listings: directories first, sorted for people, and never broken by what a directory holds.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class ListingConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    [Test]
    public async Task Directories_come_first_and_names_are_sorted_without_case()
    {
        await RunAsync("mkdir zdir Adir .hid .git node_modules; ln -s zdir linkdir; touch b.txt A.txt a.txt Z.md _x .dot 9.txt 10.txt");

        var names = await Runtime.ListFilesAsync(cancellationToken: Patience);

        Assert.That(string.Join(' ', names).Replace("a.txt A.txt", "A.txt a.txt", StringComparison.Ordinal), Is.EqualTo(
            ".git/ .hid/ Adir/ linkdir/ node_modules/ zdir/ .dot 10.txt 9.txt _x A.txt a.txt b.txt Z.md"));
    }

    [Test]
    public async Task Paths_may_be_absolute_relative_to_the_workspace_or_left_out()
    {
        await RunAsync("mkdir -p d/e; touch d/f; cd d/e");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Runtime.ListFilesAsync("d", Patience), Is.EqualTo(["e/", "f"]));
            Assert.That(await Runtime.ListFilesAsync($"{Runtime.WorkspacePath}/d", Patience), Is.EqualTo(["e/", "f"]));
            Assert.That(await Runtime.ListFilesAsync("d/e/..", Patience), Is.EqualTo(["e/", "f"]));
            Assert.That(await Runtime.ListFilesAsync("", Patience), Is.EqualTo(["d/"]));
            Assert.That(await Runtime.ListFilesAsync(null, Patience), Is.EqualTo(["d/"]));
        }
    }

    [Test]
    public async Task What_is_no_directory_lists_as_empty()
    {
        await RunAsync("touch f; ln -s nowhere broken");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Runtime.ListFilesAsync("nope", Patience), Is.Empty);
            Assert.That(await Runtime.ListFilesAsync("f", Patience), Is.Empty);
            Assert.That(await Runtime.ListFilesAsync("broken", Patience), Is.Empty);
            Assert.That(await Runtime.ListFilesAsync("a\0b", Patience), Is.Empty);
        }
    }

    [Test]
    public async Task Broken_links_are_left_out_and_undecodable_names_are_shown_replaced()
    {
        await RunAsync("ln -s nowhere broken; ln -s loop loop; touch ok $'\\xff.bin' 'new\nline'; mkdir $'\\xe9t\\xe9'");

        var names = await Runtime.ListFilesAsync(cancellationToken: Patience);

        Assert.That(names, Is.EqualTo(["\ufffdt\ufffd/", "new\nline", "ok", "\ufffd.bin"]));
    }

    [Test]
    public async Task A_directory_of_ten_thousand_is_listed_whole()
    {
        await RunAsync("mkdir many; cd many; seq 10000 | xargs touch");

        var names = await Runtime.ListFilesAsync("many", Patience);

        Assert.That(names, Has.Count.EqualTo(10_000).And.Unique);
    }
}
