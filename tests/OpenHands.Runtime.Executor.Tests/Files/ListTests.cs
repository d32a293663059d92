namespace OpenHands.Execution.Tests;

public sealed class ListTests : WorkspaceTests
{
    [Test]
    public void Names_are_in_order_of_lower_cased_code_points()
    {
        foreach (var name in new[] { "b", "A", "a", "_", "Z", "9", "10", "\U0001F600", "\uFFFD", "é", ".x" })
        {
            Put(name, "");
        }

        var names = Files.List(null);

        Assert.That(string.Join(' ', names), Is.EqualTo(".x 10 9 _ A a b Z é \uFFFD \U0001F600"));
    }

    [Test]
    public void Links_that_lead_nowhere_are_left_out_and_links_to_directories_are_directories()
    {
        Directory.CreateDirectory(PathOf("dir"));
        Put("file", "");
        File.CreateSymbolicLink(PathOf("to-dir"), "dir");
        File.CreateSymbolicLink(PathOf("to-file"), "file");
        File.CreateSymbolicLink(PathOf("to-nothing"), "nothing");
        File.CreateSymbolicLink(PathOf("to-itself"), "to-itself");

        var names = Files.List("");

        Assert.That(string.Join(' ', names), Is.EqualTo("dir/ to-dir/ file to-file"));
    }

    [Test]
    public void Names_that_are_not_utf8_are_shown_with_replacement_characters()
    {
        Native.MakeFile([.. System.Text.Encoding.UTF8.GetBytes(Workspace), (byte)'/', (byte)'f', 0xff]);
        Native.MakeDirectory([.. System.Text.Encoding.UTF8.GetBytes(Workspace), (byte)'/', (byte)'d', 0xfe, 0xfe]);

        var names = Files.List(".");

        Assert.That(string.Join(' ', names), Is.EqualTo("d\uFFFD\uFFFD/ f\uFFFD"));
    }

    [Test]
    public void A_fifo_is_listed_as_a_file()
    {
        Native.MakeFifo(PathOf("pipe"));

        Assert.That(string.Join(' ', Files.List(Workspace)), Is.EqualTo("pipe"));
    }

    [Test]
    public void A_directory_that_cannot_be_read_lists_nothing()
    {
        Put("closed/f", "");
        File.SetUnixFileMode(PathOf("closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var names = Native.AsNobody(() => Files.List("closed"));

        Assert.That(names, Is.Empty);
    }

    [TestCase("nothing/here")]
    [TestCase("a\0b")]
    public void A_path_that_is_no_directory_lists_nothing(string path)
    {
        Assert.That(Files.List(path), Is.Empty);
    }
}
