namespace OpenHands.Conformance;

/// <summary>What cells tell: complete, in order, whole images, bounded memory.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class CellOutputConformanceTests<THarness> : CellSuite<THarness>
    where THarness : RuntimeHarness, new()
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// <inheritdoc />
    protected override RuntimeSetup Setup => new() { MaxOutputBytes = 64 * 1024 };

    [Test]
    public async Task Output_of_programs_and_of_Python_comes_in_the_order_of_its_making()
    {
        var told = await TellsAsync("""
            import os, subprocess, sys
            for i in range(20):
                print('a', i)
                subprocess.run(['echo', f'b {i}'])
                os.write(2, f'c {i}\n'.encode())
            subprocess.run('echo last; exit 3', shell=True, stdout=sys.stdout).returncode
            """);

        var expected = Enumerable.Range(0, 20).SelectMany(i => (string[])[$"a {i}", $"b {i}", $"c {i}"]).Append("last").Append("3");
        Assert.That(told.Split('\n'), Is.EqualTo(expected));
    }

    [Test]
    public async Task Nothing_is_lost_between_many_short_cells()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.That(await TellsAsync($"import os\nprint('p{i}')\n_ = os.write(1, b'w{i}\\n')\n{i}"), Is.EqualTo($"p{i}\nw{i}\n{i}"));
        }
    }

    [Test]
    public async Task Bytes_that_are_no_text_and_halves_of_surrogate_pairs_spoil_nothing()
    {
        var told = await TellsAsync(@"import os, subprocess; _ = os.write(1, b'a\xff\xc3\n'); subprocess.run(['printf', r'\xe9\n']); print('\udcff|\ud800|end')");
        var next = await TellsAsync("'next'");

        Assert.That(told, Does.StartWith("a\ufffd").And.EndWith("|end"));
        Assert.That(next, Is.EqualTo("'next'"));
    }

    [Test]
    public async Task Colours_are_taken_out_and_other_escapes_are_not()
    {
        Assert.That(await TellsAsync(@"print('\x1b[31mred\x1b[0m \x1b[38;5;32mx\x1b[m \x1b[2K|')"), Is.EqualTo("red x\e[m \e[2K|"));
    }

    [Test]
    public async Task An_image_is_whole_and_where_it_was_displayed()
    {
        var told = await TellsAsync($"from IPython.display import display, Image; import base64\nprint('before')\ndisplay(Image(data=base64.b64decode('{Pixel}')))\nprint('after')");

        Assert.That(told, Is.EqualTo($"before\n<IPython.core.display.Image object>\n![image](data:image/png;base64,{Pixel})\nafter"));
    }

    [Test]
    public async Task A_plot_is_shown_without_any_configuration()
    {
        if (await TellsAsync("import importlib.util; importlib.util.find_spec('matplotlib') is None") == "True")
        {
            Assert.Ignore("The sandbox has no matplotlib (Debian: apt-get install -y python3-matplotlib).");
        }

        var told = await TellsAsync("import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.show()");

        Assert.That(told, Does.Match(@"^<Figure size \d+x\d+ with 1 Axes>\n!\[image\]\(data:image/png;base64,iVBORw0KGgo[^\n]*\)$"));
    }

    [Test]
    public async Task An_image_amid_too_much_text_stays_whole()
    {
        var told = await TellsAsync($"print('x' * 100_000)\nfrom IPython.display import display, Image; import base64\ndisplay(Image(data=base64.b64decode('{Pixel}')))\nprint('y' * 100_000)");

        Assert.That(told, Does.Contain($"![image](data:image/png;base64,{Pixel})").And.Contain("bytes of output omitted here"));
        Assert.That(told.Length, Is.LessThan(66_500));
    }

    [Test]
    public async Task A_display_is_updated_in_its_place_and_output_can_be_cleared()
    {
        var updated = await TellsAsync("from IPython.display import display, clear_output\nd = display('one', display_id=True)\nprint(' and')\nd.update('two')");
        var cleared = await TellsAsync("for i in range(100):\n    clear_output(wait=True)\n    print('step', i)");

        Assert.That((updated, cleared), Is.EqualTo(("'two' and", "step 99")));
    }

    [Test]
    public async Task A_hundred_megabytes_keep_head_tail_and_a_file()
    {
        var observation = await CellAsync("print('head'); print('x' * 100_000_000); print('tail')");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Output(observation), Does.StartWith("head\nxxx").And.EndWith("xxx\ntail"));
            Assert.That(observation.Content.Length, Is.LessThan(67_000));
            Assert.That(observation.OutputBytes, Is.EqualTo(100_000_011));
            Assert.That(observation.OutputFile, Is.Not.Null);
        }
    }

    [Test]
    public async Task A_value_too_long_to_be_told_says_so_and_a_long_cell_runs()
    {
        var value = await TellsAsync("'x' * 20_000_000");
        var cell = await TellsAsync($"s = '{new string('y', 5_000_000)}'; len(s)");

        Assert.That(value, Does.Match(@"^\[An output of 20000\d+ bytes was left out: one may have 16777216\.\]$"));
        Assert.That(cell, Is.EqualTo("5000000"));
    }

    [Test]
    public async Task Output_is_streamed_while_the_cell_runs()
    {
        await CellAsync("import sys, os");
        var running = Begin(new IPythonRunCellAction("print('first', flush=True)\nwhile not os.path.exists('go'): pass\nprint('second')"));
        await running.SeesAsync("first");

        await RunAsync("touch go");
        var observation = await running.Completion;

        Assert.That(Output(observation), Is.EqualTo("first\nsecond"));
        Assert.That(string.Concat(running.Chunks.Select(chunk => chunk.Text)), Is.EqualTo("first\nsecond\n"));
    }

    [Test]
    public async Task What_threads_print_after_their_cell_belongs_to_the_next()
    {
        await CellAsync("import threading, os\ngo = threading.Event()\nt = threading.Thread(target=lambda: (go.wait(), print('late')))\nt.start()");

        var told = await TellsAsync("go.set(); t.join()");

        Assert.That(told, Is.EqualTo("late"));
    }
}
