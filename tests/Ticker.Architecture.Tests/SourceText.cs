using System.Text.RegularExpressions;

namespace Ticker.Architecture.Tests;

/// <summary>C# text as the rules read it: without what comments and literals say.</summary>
internal static partial class SourceText
{
    /// <summary>The text with comments, strings and characters blanked out.</summary>
    public static string CodeOnly(string text) => CommentsAndLiterals().Replace(text, " ");

    /// <summary>The types that a file declares, each with what follows its name up to its body.</summary>
    public static IEnumerable<(string Name, string Heritage)> DeclaredTypes(string text) =>
        TypeDeclarations().Matches(CodeOnly(text))
            .Select(match => (match.Groups["name"].Value, match.Groups["heritage"].Value));

    /// <summary>A name's words: <c>LastValueCache</c> is Last, Value, Cache.</summary>
    public static IEnumerable<string> Words(string name) => PascalWords().Matches(name).Select(match => match.Value);

    [GeneratedRegex("""
        //[^\n]*|/\*.*?\*/|\$*"{3,}.*?"{3,}|\$?@\$?"(?:""|[^"])*"|\$?"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'
        """, RegexOptions.Singleline)]
    private static partial Regex CommentsAndLiterals();

    [GeneratedRegex("""
        (?<![\w.:])(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?)\s+(?<name>[A-Z]\w*)(?<heritage>[^{;]*)
        """)]
    private static partial Regex TypeDeclarations();

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")]
    private static partial Regex PascalWords();
}
