using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenHands.Browsing.Tests.Support;

namespace OpenHands.Browsing.Tests;

[TestFixture]
[Parallelizable(ParallelScope.Self)]
internal sealed class PdfTests : BrowserTest
{
    protected override BrowserOptions Options => new() { MaxTextLength = 20_000 };

    [Test]
    public async Task The_text_of_all_pages_is_told()
    {
        await WriteAsync("three.pdf", PdfFile.Of("First page", "Second page", "Third page"));

        var page = await OpenAsync("three.pdf");

        Assert.That((page.Error, page.Content), Is.EqualTo((false, "[A PDF of 3 pages.]\nFirst page\nSecond page\nThird page")));
    }

    [Test]
    public async Task A_document_of_a_server_is_read_too_and_looks_the_same_afterwards()
    {
        var site = Own(await Site.ServeAsync(application => application.MapGet("/paper", () => Results.File(PdfFile.Of("Over the wire"), "application/pdf"))));

        var opened = await OpenAsync($"{site.Address}/paper#toolbar=0");
        var again = await DoAsync("noop(0)");

        Assert.That((opened.Content, again.Content), Is.EqualTo(("[A PDF of 1 page.]\nOver the wire", "[A PDF of 1 page.]\nOver the wire")));
        Assert.That(again.Screenshot, Is.EqualTo(opened.Screenshot), "nothing stays selected");
    }

    [Test]
    public async Task A_broken_document_is_said_to_be_broken()
    {
        await WriteAsync("broken.pdf", PdfFile.Of("Never read")[..150]);

        var page = await OpenAsync("broken.pdf");
        var next = await OpenAsync("data:text/html,<p>alive");

        Assert.That((page.Error, page.Content), Is.EqualTo((false, "[A PDF that is broken: the browser cannot show it.]")));
        Assert.That(next.Content, Is.EqualTo("alive"));
    }

    [Test]
    public async Task An_encrypted_document_is_read_once_its_password_is_given()
    {
        await WriteAsync("plain.pdf", PdfFile.Of("A secret page"));
        var made = await Runtime.RunAsync(
            """/usr/bin/python3 -c 'from PyPDF2 import PdfReader, PdfWriter; w = PdfWriter(); w.add_page(PdfReader("plain.pdf").pages[0]); w.encrypt("sesame"); w.write(open("locked.pdf", "wb"))'""",
            cancellationToken: Patience);

        var locked = await OpenAsync("locked.pdf");
        var opened = await DoAsync("keyboard_type('sesame')\nkeyboard_press('Enter')");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(made.ExitCode, Is.Zero, made.Content);
            Assert.That(locked.Content, Does.StartWith("[A PDF that asks for a password: its text cannot be read."));
            Assert.That(opened.Content, Is.EqualTo("[A PDF of 1 page.]\nA secret page"));
        }
    }

    [Test]
    public async Task A_document_without_text_says_so()
    {
        await WriteAsync("scan.pdf", PdfFile.Of("", ""));

        var page = await OpenAsync("scan.pdf");

        Assert.That(page.Content, Is.EqualTo("[A PDF of 2 pages without text, such as scanned paper: look at the screenshot, and scroll.]"));
    }

    [Test]
    public async Task A_huge_document_is_cut_short_in_bounded_time()
    {
        var lines = Enumerable.Range(0, 1500).Select(page => string.Create(CultureInfo.InvariantCulture, $"Line of page {page} {new string('x', 100)}")).ToArray();
        await WriteAsync("huge.pdf", PdfFile.Of(lines));
        var started = Stopwatch.GetTimestamp();

        var page = await OpenAsync("huge.pdf");
        for (var looks = 0; looks < 20 && page.Content.Contains("look again with noop(0)", StringComparison.Ordinal); looks++)
        {
            page = await DoAsync("noop(0)");
        }

        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(110)));
        Assert.That(page.Content, Does.StartWith("[A PDF of 1500 pages.]\nLine of page 0 xxx").And.EndsWith("\n[The document has more text.]"));
        Assert.That(page.Content, Has.Length.LessThan(Options.MaxTextLength + 100));
    }

    private async Task WriteAsync(string path, byte[] content)
    {
        using var source = new MemoryStream(content);
        await Runtime.UploadFileAsync(path, source, cancellationToken: Patience);
    }
}
