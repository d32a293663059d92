using OpenHands.Browsing.Tests.Support;

namespace OpenHands.Browsing.Tests;

// One page of it keeps a processor busy for seconds.
[TestFixture]
[NonParallelizable]
internal sealed class PageTests : BrowserTest
{
    [Test]
    public async Task A_page_is_read_as_text_with_its_links()
    {
        var page = await ShowAsync("""
            <!doctype html><title>T</title><h1>Head</h1><p>Some   <b>bold</b> text with <a href="/more?a=1&b=2">a link</a>.</p>
            <ul><li>one<li>two</ul><table><tr><td>a<td>b</table><p hidden>secret</p><script>var x = 'no'</script><pre>a  b
              c</pre>
            """);

        Assert.That(page.Content, Is.EqualTo($"# Head\n\nSome bold text with [a link]({page.Url}more?a=1&b=2).\n\n* one\n* two\n\na | b\n\na  b\n  c"));
    }

    [Test]
    public async Task An_observation_has_every_field()
    {
        var page = await ShowAsync("<title>T</title><input autofocus aria-label=Name value=x><button style='position:absolute;left:10px;top:100px;width:80px;height:30px' onclick='1'>Go</button>");
        var button = Bid(page, "button", "Go");

        var properties = page.ExtraElementProperties.Element.GetProperty(button);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Error, Is.False, page.Content);
            Assert.That(Convert.FromBase64String(page.Screenshot)[..4], Is.EqualTo((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G']));
            Assert.That(page.OpenPagesUrls, Is.EqualTo((string[])[page.Url]));
            Assert.That(page.ActivePageIndex, Is.Zero);
            Assert.That(page.DomObject.Element.GetProperty("documents").GetArrayLength(), Is.EqualTo(1));
            Assert.That(properties.GetProperty("bbox").ToString(), Is.EqualTo("[10,100,80,30]"));
            Assert.That(properties.GetProperty("visibility").GetDouble(), Is.EqualTo(1));
            Assert.That(properties.GetProperty("clickable").GetBoolean(), Is.True);
            Assert.That(page.FocusedElementBid, Is.EqualTo(Bid(page, "textbox", "Name")));
            Assert.That(page.LastBrowserAction, Is.EqualTo($"goto(\"{page.Url.TrimEnd('/')}\")"));
            Assert.That(page.LastBrowserActionError, Is.Empty);
        }
    }

    [Test]
    public async Task The_outline_has_roles_names_values_and_ids()
    {
        var page = await ShowAsync("<title>T</title><h2>Order</h2><label>Name <input value=Ann></label><label><input type=checkbox checked> Gift</label><button disabled>Send</button><p>Text <a href=/>link</a></p>");

        var outline = page.ToAccessibilityOutline();

        Assert.That(outline, Is.EqualTo($"""
            RootWebArea 'T', focused
            	[{Bid(page, "heading", "Order")}] heading 'Order'
            	[{Bid(page, "LabelText", "")}] LabelText ''
            		StaticText 'Name'
            		[{Bid(page, "textbox", "Name")}] textbox 'Name', value='Ann'
            	[{Bid(page, "checkbox", "Gift")}] checkbox 'Gift', checked=true
            	[{Bid(page, "button", "Send")}] button 'Send', disabled
            	[10] paragraph ''
            		StaticText 'Text'
            		[{Bid(page, "link", "link")}] link 'link'
            """));
    }

    [Test]
    public async Task A_long_outline_ends_with_what_is_missing()
    {
        var page = await ShowAsync(string.Concat(Enumerable.Range(0, 500).Select(i => $"<button>Number {i}</button>")));

        var outline = page.ToAccessibilityOutline(1000);

        Assert.That(outline, Has.Length.LessThanOrEqualTo(1000).And.Contains("button 'Number 3'"));
        Assert.That(outline, Does.Match("… 4[0-9]{2} more elements$"));
    }

    [Test]
    public async Task A_page_of_20_MB_is_told_by_its_text_only()
    {
        var page = await ShowAsync($"<h1>Long</h1>{string.Concat(Enumerable.Repeat($"<p>{string.Concat(Enumerable.Repeat("many words ", 10_000))}</p>", 190))}");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.LastBrowserActionError, Is.Empty);
            Assert.That(page.Content, Has.Length.LessThan(201_000));
            Assert.That(page.Content[..300] + page.Content[^100..], Does.StartWith("[This page is too long for its trees").And.Contains("many words").And.EndsWith("[The page has more text.]"));
            Assert.That(page.AxtreeObject, Is.EqualTo(JsonPayload.EmptyObject));
            Assert.That(page.Screenshot, Is.Not.Empty);
        }
    }

    [Test]
    public async Task A_file_of_the_workspace_is_opened_by_its_path()
    {
        await Runtime.WriteFileAsync("a b#c?%41.html", "<p>from the file");

        var page = await OpenAsync("/a b#c?%41.html");

        Assert.That(page.Content, Is.EqualTo("from the file"));
    }

    [Test]
    public async Task Half_characters_in_a_page_are_replaced()
    {
        var page = await ShowAsync(@"<p id=p></p><script>p.textContent = 'half \ud83d here'; p.title='\ud83d'</script>");

        Assert.That(page.Error, Is.False, page.Content);
        Assert.That(page.Content, Does.Contain("half").And.Contains("here"));
    }
}
