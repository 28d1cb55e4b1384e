// A form of a website.
async function onRequest(request) {
  const fields = Object.fromEntries(new URLSearchParams(request.text()));
  if (!fields.email) throw new ValidationError('email');
  const { email, ...traits } = fields;
  Segment.identify({ userId: email, traits });
  Segment.track({ userId: email, event: 'Form Submitted', properties: { form: fields.form_id } });
}
