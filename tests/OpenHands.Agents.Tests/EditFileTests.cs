using OpenHands.Testing;

namespace OpenHands.Agents.Tests;

public sealed class EditFileTests : FakeToolTests
{
    [Test]
    public async Task A_replacement_is_returned_as_a_diff()
    {
        Runtime.Files.Write("f.py", "a\nb\nc\nd\nold\ne\nf\ng\nh\n");

        var result = await Tools.EditAsync("str_replace", "f.py", ("old_str", "old"), ("new_str", "new"));

        Runtime.ShouldHaveFile("f.py", "a\nb\nc\nd\nnew\ne\nf\ng\nh\n");
        Assert.That(result, Is.EqualTo("Changed /workspace/f.py\n@@ -2,7 +2,7 @@\n b\n c\n d\n-old\n+new\n e\n f\n g"));
    }

    [Test]
    public async Task Only_the_lines_of_the_change_are_written()
    {
        Runtime.Files.Write("f.py", "a\nb\nc\n");

        await Tools.EditAsync("str_replace", "f.py", ("old_str", "b"), ("new_str", "B"));

        var write = (FileWriteAction)Runtime.Calls[^1].Action;
        Assert.That((write.Start, write.End, write.Content), Is.EqualTo((1, 2, "B\n")));
    }

    [Test]
    public async Task An_ambiguous_replacement_names_the_lines_and_changes_nothing()
    {
        Runtime.Files.Write("f.py", "x = 1\ny = 2\nx = 1\nx = 1");

        var result = await Tools.EditAsync("str_replace", "f.py", ("old_str", "x = 1"), ("new_str", "x = 3"));

        Runtime.ShouldHaveFile("f.py", "x = 1\ny = 2\nx = 1\nx = 1");
        Assert.That(result, Does.StartWith("Error: old_str is in /workspace/f.py more than once, at lines 1, 3, 4, so nothing was changed."));
    }

    [Test]
    public async Task Occurrences_that_overlap_are_ambiguous_too()
    {
        Runtime.Files.Write("f", "aaa");

        var result = await Tools.EditAsync("str_replace", "f", ("old_str", "aa"), ("new_str", "b"));

        Assert.That(result, Does.Contain("more than once, at lines 1, 1"));
    }

    [Test]
    public async Task Very_many_candidates_are_not_all_named()
    {
        Runtime.Files.Write("f", string.Concat(Enumerable.Repeat("x\n", 5000)));

        var result = await Tools.EditAsync("str_replace", "f", ("old_str", "x"), ("new_str", "y"));

        Assert.That(result, Does.Contain("19, 20, and more,"));
    }

    [Test]
    public async Task A_text_that_differs_in_white_space_is_pointed_out()
    {
        Runtime.Files.Write("f.py", "def f():\n    if x:\n        return 1\n");

        var result = await Tools.EditAsync("str_replace", "f.py", ("old_str", "if x:\n  return 1"), ("new_str", "pass"));

        Assert.That(result, Does.Contain("old_str is not in /workspace/f.py, so nothing was changed. The text at line 2 differs from it only in white space."));
    }

    [Test]
    public async Task A_text_that_is_not_there_is_an_error()
    {
        Runtime.Files.Write("f.py", "a\n");

        var result = await Tools.EditAsync("str_replace", "f.py", ("old_str", "b"), ("new_str", "c"));

        Assert.That(result, Does.StartWith("Error: old_str is not in /workspace/f.py").And.Contain("without the line numbers"));
    }

    [Test]
    public async Task Replacing_a_text_by_itself_is_an_error()
    {
        Runtime.Files.Write("f.py", "a\n");

        var result = await Tools.EditAsync("str_replace", "f.py", ("old_str", "a"), ("new_str", "a"));

        Assert.That(result, Is.EqualTo("Error: new_str is the same as old_str, so nothing was changed."));
    }

    [TestCase("one\r\ntwo\r\nthree\r\n", "one\ntwo", "1\n2", "1\r\n2\r\nthree\r\n", TestName = "Windows_line_ends_stay_where_the_model_writes_others")]
    [TestCase("one\r\ntwo\r\n", "one", "1\n1", "1\r\n1\r\ntwo\r\n", TestName = "New_lines_get_the_line_ends_of_the_file")]
    [TestCase("one\r\ntwo\nthree\r\n", "two\n", "2\n2\n", "one\r\n2\n2\nthree\r\n", TestName = "New_lines_get_the_line_ends_of_what_they_replace")]
    [TestCase("one\ntwo", "two", "2", "one\n2", TestName = "A_last_line_without_an_end_stays_without_one")]
    [TestCase("one\ntwo\n", "two\n", "2", "one\n2", TestName = "The_last_line_end_can_be_taken_away")]
    [TestCase("one\ntwo\nthree\n", "\ntwo\n", "", "onethree\n", TestName = "Lines_can_be_joined")]
    [TestCase("one\ntwo\nthree\n", "two\n", "", "one\nthree\n", TestName = "Lines_can_be_deleted")]
    [TestCase("all", "all", "", "", TestName = "Everything_can_be_deleted")]
    [TestCase("\uFEFFone\n", "one", "1", "\uFEFF1\n", TestName = "A_byte_order_mark_stays")]
    [TestCase("a\u2028b\rc\n", "b", "B", "a\u2028B\rc\n", TestName = "Other_line_separators_are_text")]
    public async Task What_is_replaced(string before, string oldText, string newText, string after)
    {
        Runtime.Files.Write("f", before);

        var result = await Tools.EditAsync("str_replace", "f", ("old_str", oldText), ("new_str", newText));

        Assert.That(Runtime.Files.Read("f"), Is.EqualTo(after), result);
    }

    [TestCase("one\ntwo\n", 0, "zero", "zero\none\ntwo\n")]
    [TestCase("one\ntwo\n", 1, "x\ny\n", "one\nx\ny\ntwo\n")]
    [TestCase("one\ntwo\n", 2, "three", "one\ntwo\nthree\n")]
    [TestCase("one\ntwo", 2, "three", "one\ntwo\nthree")]
    [TestCase("one\r\ntwo\r\n", 1, "x", "one\r\nx\r\ntwo\r\n")]
    [TestCase("", 0, "x", "x")]
    public async Task What_is_inserted_stands_on_lines_of_its_own(string before, int line, string text, string after)
    {
        Runtime.Files.Write("f", before);

        var result = await Tools.EditAsync("insert", "f", ("insert_line", line), ("new_str", text));

        Assert.That(Runtime.Files.Read("f"), Is.EqualTo(after), result);
    }

    [Test]
    public async Task Nothing_is_inserted_behind_a_line_that_is_not_there()
    {
        Runtime.Files.Write("f", "one\ntwo\n");

        var result = await Tools.EditAsync("insert", "f", ("insert_line", 3), ("new_str", "x"));

        Assert.That(result, Is.EqualTo("Error: /workspace/f has 2 lines, so there is no line 3 to insert behind. Nothing was changed."));
    }

    [Test]
    public async Task A_new_file_is_created_byte_for_byte()
    {
        var result = await Tools.EditAsync("create", "dir/f", ("file_text", "a\r\nb"));

        Runtime.ShouldHaveFile("dir/f", "a\r\nb");
        Assert.That(result, Is.EqualTo("Created /workspace/dir/f: 2 lines, 4 bytes."));
    }

    [Test]
    public async Task A_file_that_exists_is_not_overwritten_by_create()
    {
        Runtime.Files.Write("f", "mine");
        Runtime.Files.Write("binary", new byte[] { 0xFF, 0x00 });

        var text = await Tools.EditAsync("create", "f", ("file_text", "yours"));
        var binary = await Tools.EditAsync("create", "binary", ("file_text", "yours"));

        Runtime.ShouldHaveFile("f", "mine");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(text, Does.StartWith("Error: /workspace/f exists already, so nothing was written."));
            Assert.That(binary, Does.StartWith("Error: "));
            Assert.That(Runtime.Files.ReadBytes("binary"), Is.EqualTo(new byte[] { 0xFF, 0x00 }));
        }
    }

    [Test]
    public async Task Undo_takes_back_change_after_change()
    {
        Runtime.Files.Write("f", "one\n");
        await Tools.EditAsync("str_replace", "f", ("old_str", "one"), ("new_str", "two"));
        await Tools.EditAsync("insert", "f", ("insert_line", 0), ("new_str", "zero"));

        await Tools.EditAsync("undo", "f");
        var between = Runtime.Files.Read("f");
        var second = await Tools.EditAsync("undo", "f");
        var third = await Tools.EditAsync("undo", "f");

        Runtime.ShouldHaveFile("f", "one\n");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(between, Is.EqualTo("two\n"));
            Assert.That(second, Is.EqualTo("Undone in /workspace/f\n@@ -1,1 +1,1 @@\n-two\n+one"));
            Assert.That(third, Does.StartWith("Error: There is no change of /workspace/f by edit_file that could be undone."));
        }
    }

    [Test]
    public async Task Undo_does_not_touch_what_something_else_has_changed()
    {
        Runtime.Files.Write("f", "one\n");
        await Tools.EditAsync("str_replace", "f", ("old_str", "one"), ("new_str", "two"));
        await Tools.CallAsync("write_file", ("path", "f"), ("content", "two and more\n"));

        var result = await Tools.EditAsync("undo", "f");

        Runtime.ShouldHaveFile("f", "two and more\n");
        Assert.That(result, Does.StartWith("Error: /workspace/f was changed by something else"));
    }

    [Test]
    public async Task A_line_that_shows_the_mark_of_a_secret_is_not_written()
    {
        const string Content = "key = hunter2hunter2\nport = 80\n";
        Runtime.Events.Secrets.Register("hunter2hunter2");
        Runtime.Files.Write(".env", Content);

        var result = await Tools.EditAsync("str_replace", ".env", ("old_str", "port = 80"), ("new_str", "port = 81"));

        Runtime.ShouldHaveFile(".env", Content);
        Assert.That(result, Does.StartWith("Error: /workspace/.env holds a secret at or before this place"));
    }

    [Test]
    public async Task A_file_whose_path_is_masked_is_not_written_elsewhere()
    {
        Runtime.Events.Secrets.Register("hunter2hunter2");
        Runtime.Files.Write("hunter2hunter2/f", "a\n");

        var result = await Tools.EditAsync("str_replace", "hunter2hunter2/f", ("old_str", "a"), ("new_str", "b"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result, Does.StartWith("Error: The path of this file holds a secret"));
            Assert.That(Runtime.Files.Paths, Is.EqualTo(["/workspace/hunter2hunter2/f"]));
        }
    }

    [Test]
    public async Task What_stands_before_a_secret_can_be_changed()
    {
        Runtime.Events.Secrets.Register("hunter2hunter2");
        Runtime.Files.Write(".env", "port = 80\nkey = hunter2hunter2\n");

        await Tools.EditAsync("str_replace", ".env", ("old_str", "port = 80"), ("new_str", "port = 81"));

        Runtime.ShouldHaveFile(".env", "port = 81\nkey = hunter2hunter2\n");
    }

    [Test]
    public async Task Edits_at_the_same_time_are_all_kept()
    {
        Runtime.Files.Write("f", string.Concat(Enumerable.Range(0, 20).Select(i => $"<{i}>\n")));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Tools.EditAsync("str_replace", "f", ("old_str", $"<{i}>"), ("new_str", $"[{i}]\n+"))));

        Runtime.ShouldHaveFile("f", string.Concat(Enumerable.Range(0, 20).Select(i => $"[{i}]\n+\n")));
    }
}
