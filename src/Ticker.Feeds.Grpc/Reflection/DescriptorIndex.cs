using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Ticker.Feeds.Grpc.Reflection;

/// <summary>Finds the descriptors of what this door serves, by file and by symbol. Immutable.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _bySymbol = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _byName = new(StringComparer.Ordinal);

    /// <summary>Indexes files and all that they import.</summary>
    public DescriptorIndex(IEnumerable<FileDescriptor> files)
    {
        foreach (FileDescriptor file in files)
        {
            Add(file);
        }
    }

    /// <summary>The full names of all services.</summary>
    public IEnumerable<string> Services => _byName.Values.SelectMany(file => file.Services).Select(service => service.FullName).Order(StringComparer.Ordinal);

    /// <summary>The serialized file of a name, and before it what it imports; null when there is none.</summary>
    public IEnumerable<ByteString>? FindFile(string name) => _byName.TryGetValue(name, out FileDescriptor? file) ? WithImports(file) : null;

    /// <summary>The same for the file that declares a symbol.</summary>
    public IEnumerable<ByteString>? FindSymbol(string symbol) => _bySymbol.TryGetValue(symbol, out FileDescriptor? file) ? WithImports(file) : null;

    private static IEnumerable<ByteString> WithImports(FileDescriptor file) =>
        file.Dependencies.SelectMany(WithImports).Append(file.SerializedData).Distinct();

    private void Add(FileDescriptor file)
    {
        if (!_byName.TryAdd(file.Name, file))
        {
            return;
        }

        foreach (FileDescriptor import in file.Dependencies)
        {
            Add(import);
        }

        foreach (ServiceDescriptor service in file.Services)
        {
            _bySymbol[service.FullName] = file;
            foreach (MethodDescriptor method in service.Methods)
            {
                _bySymbol[method.FullName] = file;
            }
        }

        foreach (EnumDescriptor type in file.EnumTypes)
        {
            Add(type, file);
        }

        foreach (MessageDescriptor message in file.MessageTypes)
        {
            Add(message, file);
        }
    }

    private void Add(MessageDescriptor message, FileDescriptor file)
    {
        _bySymbol[message.FullName] = file;
        foreach (FieldDescriptor field in message.Fields.InDeclarationOrder())
        {
            _bySymbol[field.FullName] = file;
        }

        foreach (EnumDescriptor type in message.EnumTypes)
        {
            Add(type, file);
        }

        foreach (MessageDescriptor nested in message.NestedTypes)
        {
            Add(nested, file);
        }
    }

    private void Add(EnumDescriptor type, FileDescriptor file)
    {
        _bySymbol[type.FullName] = file;
        foreach (EnumValueDescriptor value in type.Values)
        {
            _bySymbol[value.FullName] = file;
        }
    }
}
